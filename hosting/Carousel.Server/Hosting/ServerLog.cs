using Carousel.Storage;
using Microsoft.Extensions.Logging;

namespace Carousel.Server.Hosting;

/// <summary>What a server says in the log of its host: names of files and models may contain anything.</summary>
internal static partial class ServerLog
{
    /// <summary>Something happened.</summary>
    /// <param name="logger">The log.</param>
    /// <param name="sentence">The sentence.</param>
    public static void Said(ILogger logger, string sentence)
    {
        string shown = VisibleText.Of(sentence);
        WriteSaid(logger, shown);
    }

    /// <summary>The server can't go on.</summary>
    /// <param name="logger">The log.</param>
    /// <param name="sentence">The sentence.</param>
    public static void Ended(ILogger logger, string sentence)
    {
        string shown = VisibleText.Of(sentence);
        WriteEnded(logger, shown);
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "{Sentence}")]
    private static partial void WriteSaid(ILogger logger, string sentence);

    [LoggerMessage(EventId = 2, Level = LogLevel.Critical, Message = "{Sentence}")]
    private static partial void WriteEnded(ILogger logger, string sentence);
}
