"""Google's services. https://developers.google.com/workspace"""
