namespace Carousel.Jobs.Streaming;

/// <summary>What a row of a model is that answers each row on its own.</summary>
internal enum ExampleKind
{
    /// <summary>A text, as a JSON string.</summary>
    Text,

    /// <summary>A small table: an object by column, an array of such rows, or CSV with its header as a
    /// string.</summary>
    Table,

    /// <summary>A text as a JSON string; or any other JSON value, which is itself what the job reads.</summary>
    Json,
}
