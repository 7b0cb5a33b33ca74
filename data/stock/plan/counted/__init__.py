"""What a waiting order counts on, as the plan has it, and what people are told that it rests on."""
