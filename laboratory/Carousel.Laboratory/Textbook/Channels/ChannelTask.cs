using Carousel.Laboratory.Training;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Textbook.Channels;

/// <summary>
/// Noisy channels, each with a rising or a falling edge at a random place; asked at the last step is the edge of one
/// channel: the one whose noise is shifted up, which no single step shows, or always the first.
/// </summary>
/// <param name="isShifted">Whether the channel that counts changes from sequence to sequence.</param>
internal sealed class ChannelTask(bool isShifted) : SequenceTask
{
    private const int Length = 40, Channels = 4, Edge = 4;
    private const float Noise = 0.5f, Shift = 0.4f;

    /// <inheritdoc/>
    public override string Name => isShifted ? "channels" : "first-channel";

    /// <inheritdoc/>
    public override int InputSize => Channels;

    /// <inheritdoc/>
    public override int OutputSize => 2;

    /// <inheritdoc/>
    public override bool HasClasses => true;

    /// <inheritdoc/>
    public override void Draw(TrialRandom random, int sequences, TaskBatch batch)
    {
        batch.Begin(Length, sequences);
        for (int b = 0; b < sequences; b++)
        {
            int counting = isShifted ? random.Below(Channels) : 0;
            for (int c = 0; c < Channels; c++)
            {
                int place = random.Below(Length - Edge + 1), isFalling = random.Below(2);
                for (int t = 0; t < Length; t++)
                {
                    int within = t - place;
                    float edge = within < 0 || within >= Edge ? 0
                        : (within < Edge / 2) == (isFalling == 1) ? 1.5f : -1.5f;
                    batch.Step(b, t)[c] = edge + (Noise * random.Gaussian()) + (isShifted && c == counting ? Shift : 0);
                }

                if (c == counting)
                {
                    batch.AddTarget(b, Length - 1, isFalling);
                }
            }
        }
    }
}
