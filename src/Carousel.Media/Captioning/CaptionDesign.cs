using Carousel.Kernels;
using Carousel.Layers;

namespace Carousel.Captioning;

/// <summary>The network of a captioner. Kept in the model file.</summary>
/// <param name="Width">Columns of the picture as the network sees it.</param>
/// <param name="Height">Rows of it.</param>
/// <param name="Channels">Channels of the first convolution.</param>
/// <param name="Embedding">Values of a word's row.</param>
/// <param name="Hidden">Units of the decoder.</param>
/// <param name="Dropout">Share of values dropped while training.</param>
/// <param name="Attention">How the decoder's state is compared with places; null for a decoder that does not
/// look.</param>
internal sealed record CaptionDesign(
    int Width, int Height, int Channels, int Embedding, int Hidden, double Dropout, AttentionScore? Attention)
{
    /// <summary>Red, green, blue, and where a place lies, across and down.</summary>
    internal const int InputChannels = 5;

    /// <summary>Whether the sizes are ones that can be built: of a design that comes from a file.</summary>
    internal bool IsInRange =>
        Width is >= 8 and <= 512 && Height is >= 8 and <= 512 && Channels is >= 1 and <= 256
            && Embedding is >= 1 and <= 4096 && Hidden is >= 1 and <= 4096
            && Dropout is >= 0 and < 1 && (Attention is null || Enum.IsDefined(Attention.Value));

    /// <summary>What the encoder sees.</summary>
    internal PictureSize Input => new(Height, Width, InputChannels);

    /// <summary>What the encoder gives.</summary>
    internal PictureSize Features => new(Height / 8, Width / 8, 4 * Channels);

    /// <summary>What the network is called in a line.</summary>
    internal string Describe() =>
        $"pictures {Width}×{Height}, convolutions {Channels}, {2 * Channels}, {4 * Channels}, {4 * Channels}, "
        + $"{Features.Places} regions; LSTM {Hidden} "
        + $"{(Attention is null ? "reading the whole picture" : "attending to regions")}";
}
