namespace Basin.Hosting;

/// <summary>The service has as much to do as it may take on; answered 503 with the time to come again. Nothing of the request was taken.</summary>
public class BusyException(string sentence) : Exception(sentence);
