namespace Carousel.Server.Wire;

/// <summary>A request of the Open Inference Protocol to a model with one input and one output.</summary>
internal sealed class InferRequest
{
    /// <summary>The name of the input.</summary>
    public const string Input = "rows";

    /// <summary>The name of the output.</summary>
    public const string Output = "answers";

    /// <summary>What the caller calls the request; null where it is not called anything.</summary>
    public string? Id { get; set; }

    /// <summary>What the caller calls the sequence; null for rows that belong to none.</summary>
    public string? Sequence { get; set; }

    /// <summary>Whether the sequence begins with the first row.</summary>
    public bool IsStart { get; set; }

    /// <summary>Whether the sequence ends with the last row.</summary>
    public bool IsEnd { get; set; }

    /// <summary>The number of the first row's step; 0 to go on at the next.</summary>
    public long Step { get; set; }

    /// <summary>Whether the answers are requested as bytes after the JSON.</summary>
    public bool WantsBytes { get; set; }

    /// <summary>The shape of the rows.</summary>
    public TensorShape Shape { get; set; }

    /// <summary>[Shape.Rows, I], of networks.</summary>
    public float[] Values { get; set; } = [];

    /// <summary>[Shape.Rows], of models of jobs: JSON values.</summary>
    public ReadOnlyMemory<byte>[] Rows { get; set; } = [];
}
