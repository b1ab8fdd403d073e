using Carousel.Cells;
using Carousel.Interchange.Onnx.Reading;

namespace Carousel.Interchange.Onnx.Running.Recurrent;

/// <summary>The attributes of a recurrent operator.</summary>
internal sealed record RecurrentSettings
{
    // Since this version sequences may come before time.
    private const int FirstWithLayout = 14;

    /// <summary>Reads the attributes.</summary>
    /// <param name="node">The operator.</param>
    /// <param name="kind">Which one.</param>
    /// <exception cref="Carousel.Storage.ModelFileException">One can't be.</exception>
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
        Activations = RecurrentActivation.Read(node, kind, Reverse.Length);
        Clip = node.Has("clip") ? node.Number("clip", 0) : null;
        if (Clip is not (null or > 0))
        {
            throw node.Wrong($"has clip = {Clip}, where a number above 0 is expected.");
        }

        CouplesGates = kind.HasVariants && node.Switch("input_forget");
        ResetsAfter = kind.HasInnerBias && node.Switch("linear_before_reset");
        IsBatchFirst = (node.Version >= FirstWithLayout || node.Domain.Length > 0) && node.Switch("layout");
    }

    /// <summary>Which operator.</summary>
    public RecurrentCell Kind { get; }

    /// <summary>For each direction whether it runs from the last step to the first.</summary>
    public bool[] Reverse { get; }

    /// <summary>Units, where the node says.</summary>
    public int? HiddenSize { get; }

    /// <summary>For each direction its activations.</summary>
    public RecurrentActivation[][] Activations { get; }

    /// <summary>Where the inputs of activations are cut off on both sides; null for nowhere.</summary>
    public double? Clip { get; }

    /// <summary>Whether the forget gate is 1 − i.</summary>
    public bool CouplesGates { get; }

    /// <summary>Whether the reset gate acts after the recurrent product, with its bias.</summary>
    public bool ResetsAfter { get; }

    /// <summary>Whether sequences come before time: layout 1.</summary>
    public bool IsBatchFirst { get; }

    /// <summary>Whether Carousel's own layer computes a direction.</summary>
    public bool IsPlain(int direction) =>
        Clip is null && !CouplesGates
            && Activations[direction].Select(a => a.Name).SequenceEqual(Kind.Onnx!.Activations);
}
