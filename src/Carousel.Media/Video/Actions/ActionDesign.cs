using System.Text.Json.Serialization;
using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;

namespace Carousel.Video;

/// <summary>The network that names actions. Kept in the model file.</summary>
/// <param name="Cells">The recurrent layers.</param>
/// <param name="Side">Rows and columns of a frame; 0 for poses.</param>
/// <param name="Joints">Names of a pose's coordinates; none for frames.</param>
/// <param name="Labels">The actions.</param>
internal sealed record ActionDesign(
    CellDesign Cells, int Side, IReadOnlyList<string> Joints, IReadOnlyList<string> Labels)
{
    /// <summary>Channels of the two convolutions over a frame, and the size of an encoded frame.</summary>
    public const int First = 16, Second = 32, Encoded = 32;

    /// <summary>Places that the two convolutions see, a side.</summary>
    public const int FirstKernel = 5, SecondKernel = 3;

    /// <summary>Values that the recurrent layers read of a frame: for poses places and steps.</summary>
    [JsonIgnore]
    public int Inputs => Side > 0 ? Encoded : 2 * Joints.Count;

    /// <summary>Values of a frame or a pose in a file.</summary>
    [JsonIgnore]
    public int Frame => Side > 0 ? Side * Side : Joints.Count;

    /// <summary>Whether the sizes are ones that can be built: of a design that comes from a file.</summary>
    [JsonIgnore]
    public bool IsInRange =>
        Cells.IsInRange && Labels.Count is >= 2 and <= 100_000
            && (Side is >= 8 and <= 128 && Side % 8 == 0
                ? Joints.Count == 0
                : Side == 0 && Joints.Count is >= 2 and <= 10_000);

    /// <summary>What the network is called in a line.</summary>
    public string Describe() =>
        $"{(Side > 0 ? $"convolutions {First}, {Second}, " : "")}{Cells.Describe()}, mean pooling";

    /// <summary>The numbers of the clips' actions.</summary>
    /// <exception cref="DataFormatException">One is not known.</exception>
    public int[] Truth(IReadOnlyList<Clip> clips) => [.. clips.Select(
        c => Labels.ToList().IndexOf(c.Label) is >= 0 and var found ? found
        : throw new DataFormatException(
            $"{c.File}: the clip '{c.Name}' has the label '{c.Label}', which does not occur in the training data. It "
            + $"has {CsvColumns.Shown(Labels)}. Correct it, remove the clip, or train on clips with this label."))];
}
