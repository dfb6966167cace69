"""AgentMail: mailboxes for agents. https://docs.agentmail.to/api-reference"""
