using System.Text.Json.Serialization;

namespace Carousel.Video;

/// <summary>The network that predicts frames. Kept in the model file.</summary>
/// <param name="Side">Rows and columns of a frame.</param>
/// <param name="Patch">Places a side of a patch that the network takes for one place with several channels.</param>
/// <param name="Hidden">F: channels of the hidden pictures.</param>
/// <param name="Layers">Cells on top of each other.</param>
internal sealed record FrameDesign(int Side, int Patch, int Hidden, int Layers)
{
    /// <summary>K: gates see K·K places.</summary>
    public const int Kernel = 3;

    /// <summary>Rows and columns of places.</summary>
    [JsonIgnore]
    public int Places => Side / Patch;

    /// <summary>C: channels of a place.</summary>
    [JsonIgnore]
    public int Channels => Patch * Patch;

    /// <summary>Whether the sizes are ones that can be built: of a design that comes from a file.</summary>
    [JsonIgnore]
    public bool IsInRange =>
        Side is >= 8 and <= 128 && Patch is >= 1 and <= 8 && Side % Patch == 0 && Hidden is >= 1 and <= 1024
            && Layers is >= 1 and <= 8;

    /// <summary>What the network is called in a line.</summary>
    public string Describe() =>
        $"convolutional LSTM {(Layers > 1 ? $"{Layers}×" : "")}{Hidden}, kernel {Kernel}, patches of {Patch} "
        + $"by {Patch}";

    /// <summary>A frame as places with channels: [places, C].</summary>
    /// <param name="frame">[side · side].</param>
    /// <param name="patches">[places, C], overwritten.</param>
    /// <param name="isMirrored">Whether left becomes right.</param>
    public void ToPatches(ReadOnlySpan<float> frame, Span<float> patches, bool isMirrored = false)
    {
        for (int k = 0; k < frame.Length; k++)
        {
            int x = k % Side;
            patches[PlaceOf(k)] = frame[isMirrored ? k - x + (Side - 1 - x) : k];
        }
    }

    /// <summary>Places with channels as a frame.</summary>
    /// <param name="patches">[places, C].</param>
    /// <param name="frame">[side · side], overwritten.</param>
    public void ToFrame(ReadOnlySpan<float> patches, Span<float> frame)
    {
        for (int k = 0; k < frame.Length; k++)
        {
            frame[k] = patches[PlaceOf(k)];
        }
    }

    /// <summary>Where the value of each place of a frame stands among the patches.</summary>
    /// <returns>[side · side].</returns>
    public int[] Order() => [.. Enumerable.Range(0, Side * Side).Select(PlaceOf)];

    private int PlaceOf(int k)
    {
        int y = k / Side, x = k % Side, place = ((y / Patch) * Places) + (x / Patch);
        return (place * Channels) + ((y % Patch) * Patch) + (x % Patch);
    }
}
