using Carousel.Laboratory.Training;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Textbook.Assay;

/// <summary>The next frame of recordings of many people, on days of either kind, without labels.</summary>
/// <param name="isLevelled">Whether recordings are normalised to one loudness.</param>
internal sealed class SpeechTask(bool isLevelled) : SequenceTask
{
    /// <inheritdoc/>
    public override string Name => $"speech-{(isLevelled ? "levelled" : "raw")}";

    /// <inheritdoc/>
    public override int InputSize => SpeechDays.Features;

    /// <inheritdoc/>
    public override int OutputSize => SpeechDays.Features;

    /// <inheritdoc/>
    public override bool HasClasses => false;

    /// <inheritdoc/>
    public override void Draw(TrialRandom random, int sequences, TaskBatch batch)
    {
        batch.Begin(SpeechDays.Frames - 1, sequences);
        for (int b = 0; b < sequences; b++)
        {
            ReadOnlySpan<float> frames = SpeechDays.Record(
                SpeechSubject.Draw(random), random.Coin(), DayDifference.Speech, isLevelled, random);
            for (int t = 0; t + 1 < SpeechDays.Frames; t++)
            {
                frames.Slice(t * InputSize, InputSize).CopyTo(batch.Step(b, t));
                batch.AddTarget(b, t, frames.Slice((t + 1) * InputSize, InputSize));
            }
        }
    }
}
