using Carousel.Jobs.Fitting;

namespace Carousel.Jobs.Sound;

/// <summary>
/// Hides bands and stretches of time while training (Park et al. 2019, without their warping of time): what is hidden
/// becomes 0.
/// </summary>
/// <param name="BandMasks">Masks of neighbouring features.</param>
/// <param name="WidestBands">The most features of a frame that a mask hides.</param>
/// <param name="TimeMasks">Masks of neighbouring rows.</param>
/// <param name="LongestShare">The most rows that a mask hides, as a share of the recording.</param>
internal sealed record SpectralMasking(int BandMasks, int WidestBands, int TimeMasks, double LongestShare)
{
    /// <summary>Hides parts of a recording's features.</summary>
    /// <param name="values">[T, F], changed.</param>
    /// <param name="options">What the rows hold.</param>
    /// <param name="seed">The training's seed.</param>
    /// <param name="stream">Which recording in which epoch: equal numbers hide equal parts.</param>
    /// <param name="rowSize">F, where other features follow those of the options in a row; 0 where none does.</param>
    public void Apply(Span<float> values, SoundFeatureOptions options, ulong seed, uint stream, int rowSize = 0)
    {
        var draws = new SimulationDraws(seed, "spectral masking", stream);
        int width = options.FrameFeatures, F = rowSize > 0 ? rowSize : options.Features, rows = values.Length / F;
        for (int m = 0; m < BandMasks; m++)
        {
            int bands = draws.Between(0, Math.Min(WidestBands, width)), first = draws.Between(0, width - bands);
            for (int frame = 0; frame < rows * options.Stack; frame++)
            {
                values.Slice((frame / options.Stack * F) + (frame % options.Stack * width) + first, bands).Clear();
            }
        }

        for (int m = 0; m < TimeMasks; m++)
        {
            int length = draws.Between(0, (int)(LongestShare * rows)), first = draws.Between(0, rows - length);
            values.Slice(first * F, length * F).Clear();
        }
    }
}
