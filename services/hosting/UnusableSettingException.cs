namespace Basin.Hosting;

/// <summary>A setting is missing or cannot be used: the service ends with one line that names it, because nobody is helped by a stack trace.</summary>
public sealed class UnusableSettingException(string message) : Exception(message);
