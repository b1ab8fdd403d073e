using Carousel.Layers;

namespace Carousel.Interchange.Onnx;

/// <summary>The attributes of a recurrent operator.</summary>
internal sealed record RecurrentSettings
{
    // Since this version sequences may come before time.
    private const int FirstWithLayout = 14;

    private readonly string[] _activations;
    private readonly bool _isChanged;

    /// <summary>Reads the attributes.</summary>
    /// <param name="node">The operator.</param>
    /// <param name="kind">Its cell.</param>
    /// <exception cref="Carousel.Storage.ModelFileException">An attribute has an impossible value.</exception>
    public RecurrentSettings(OnnxNode node, RecurrentCell kind)
    {
        Kind = kind;
        string direction = node.Word("direction", "forward");
        Reverse = direction switch
        {
            "forward" => [false],
            "reverse" => [true],
            "bidirectional" => [false, true],
            _ =>
                throw node.Wrong(
                    $"has the direction '{direction}', where forward, reverse or bidirectional is expected."),
        };
        HiddenSize = node.Has("hidden_size") ? node.Small("hidden_size", 0) : null;
        _activations = node.Words("activations")
            ?? [.. Enumerable.Repeat(kind.Onnx!.Activations, Reverse.Length).SelectMany(d => d)];
        if (_activations.Length != Reverse.Length * kind.Onnx!.Activations.Count)
        {
            throw node.Wrong(
                $"has {_activations.Length} activations, where {Reverse.Length * kind.Onnx!.Activations.Count} are "
                + $"expected: {kind.Onnx!.Activations.Count} for each direction.");
        }

        // Values of activations that have none: no layer of Carousel has any.
        bool hasValues = node.Numbers("activation_alpha") is { Length: > 0 }
            | node.Numbers("activation_beta") is { Length: > 0 };
        _isChanged = hasValues | node.Has("clip") | (kind.HasVariants && node.Switch("input_forget"));
        ResetsAfter = kind.HasInnerBias && node.Switch("linear_before_reset");
        IsBatchFirst = (node.Version >= FirstWithLayout || node.Domain.Length > 0) && node.Switch("layout");
    }

    /// <summary>The cell.</summary>
    public RecurrentCell Kind { get; }

    /// <summary>For each direction whether it runs from the last step to the first.</summary>
    public bool[] Reverse { get; }

    /// <summary>Units; null if the node does not say.</summary>
    public int? HiddenSize { get; }

    /// <summary>Whether the reset gate acts after the recurrent product, with its bias.</summary>
    public bool ResetsAfter { get; }

    /// <summary>Whether sequences come before time: layout 1.</summary>
    public bool IsBatchFirst { get; }

    /// <summary>The names of a direction's activations.</summary>
    public IReadOnlyList<string> Activations(int direction) =>
        [.. _activations.Skip(direction * Kind.Onnx!.Activations.Count).Take(Kind.Onnx!.Activations.Count)];

    /// <summary>Whether a layer of Carousel computes a direction.</summary>
    public bool IsPlain(int direction) =>
        !_isChanged && Activations(direction).SequenceEqual(
            Kind.Onnx!.Activations, StringComparer.OrdinalIgnoreCase);
}
