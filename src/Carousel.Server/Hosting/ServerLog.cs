using Microsoft.Extensions.Logging;

namespace Carousel.Server.Hosting;

/// <summary>What a server says in the log of its host.</summary>
internal static partial class ServerLog
{
    /// <summary>Something happened.</summary>
    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "{Sentence}")]
    public static partial void Said(ILogger logger, string sentence);

    /// <summary>The server can't go on.</summary>
    [LoggerMessage(EventId = 2, Level = LogLevel.Critical, Message = "{Sentence}")]
    public static partial void Ended(ILogger logger, string sentence);
}
