using Carousel.Jobs;
using Carousel.Jobs.Decoding;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Options;
using Carousel.Layers;

namespace Carousel.Captioning;

/// <summary>What is described and how. Null leaves the choice to the data.</summary>
[RefusedOptions(nameof(FitOptions.Cell), nameof(FitOptions.Layers))]
public sealed record CaptionOptions : DividedOptions
{
    /// <summary>The default options; the test set is smaller than usual, because a picture has few sentences.</summary>
    public CaptionOptions() => TestShare = 0.15;

    /// <summary>The folder of the pictures; null for that of the table.</summary>
    [OptionGroup("Pictures")]
    [Option("Folder of the pictures (PNG).", Value = "folder", Default = "the table's")]
    public string? Pictures { get; init; }

    /// <summary>Columns of the picture as the network sees it.</summary>
    [Option(
        "Width in pixels to which pictures are scaled.", Name = "picture-width", Least = 8, Most = 512,
        Default = "about 10,000 pixels in total")]
    public int? Width { get; init => field = Checked(value); }

    /// <summary>Rows of the picture as the network sees it.</summary>
    [Option(
        "Height to which pictures are scaled.", Name = "picture-height", Least = 8, Most = 512,
        Default = "as the width, by about 10,000 pixels")]
    public int? Height { get; init => field = Checked(value); }

    /// <summary>
    /// Whether the decoder looks at places of the picture at each word; false for one that is told of the whole picture
    /// once.
    /// </summary>
    [OptionGroup("Captioning")]
    [Option(
        "Attention: spatial, over regions of the picture at each word; none, the whole picture once.",
        Name = "attention", Words = "spatial none")]
    public bool HasAttention { get; init; } = true;

    /// <summary>Hypotheses that the beam search keeps.</summary>
    [Option("Beam width; 1 is greedy.", Least = 1, Most = BeamOptions.MostWidth)]
    public int Beam { get; init => field = Checked(value); } = 3;

    /// <summary>How the decoder's state is compared with a place.</summary>
    internal AttentionScore? Attention => HasAttention ? AttentionScore.Additive : null;
}
