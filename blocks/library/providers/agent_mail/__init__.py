"""AgentMail: mailboxes for agents."""
