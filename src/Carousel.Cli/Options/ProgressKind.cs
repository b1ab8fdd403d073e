namespace Carousel.Cli.Options;

/// <summary>How a verb that trains tells its progress.</summary>
internal enum ProgressKind
{
    /// <summary>In words, for a person.</summary>
    Text,

    /// <summary>A JSON object a line, for a program.</summary>
    Json,
}
