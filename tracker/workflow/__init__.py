"""What a person does with the tracker, for the terminal and the command line alike."""
