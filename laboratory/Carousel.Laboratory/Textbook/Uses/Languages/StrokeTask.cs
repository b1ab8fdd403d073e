using Carousel.Handwriting;
using Carousel.Laboratory.Training;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Textbook.Uses.Languages;

/// <summary>Where the pen goes next in made digits, from where it went before.</summary>
/// <param name="digits">The digits.</param>
internal sealed class StrokeTask(IReadOnlyList<Drawing> digits) : SequenceTask
{
    private readonly float[][][] _offsets = [.. digits.Select(Offsets)];

    /// <inheritdoc/>
    public override string Name => "textbook/strokes";

    /// <inheritdoc/>
    public override int InputSize => 2;

    /// <inheritdoc/>
    public override int OutputSize => 2;

    /// <inheritdoc/>
    public override bool HasClasses => false;

    /// <inheritdoc/>
    public override void Draw(TrialRandom random, int sequences, TaskBatch batch)
    {
        float[][][] own = [.. Enumerable.Range(0, sequences).Select(_ => _offsets[random.Below(_offsets.Length)])];
        batch.Begin([.. own.Select(o => o.Length - 1)]);
        for (int b = 0; b < sequences; b++)
        {
            for (int t = 0; t + 1 < own[b].Length; t++)
            {
                own[b][t].CopyTo(batch.Step(b, t));
                batch.AddTarget(b, t, own[b][t + 1]);
            }
        }
    }

    /// <summary>Steps of the pen in units of their root mean square.</summary>
    private static float[][] Offsets(Drawing digit)
    {
        float[][] steps =
        [
            .. digit.Points.Zip(digit.Points.Skip(1), (a, b) => (float[])[b.X - a.X, b.Y - a.Y]),
        ];
        float scale = MathF.Sqrt(steps.Average(s => (s[0] * s[0]) + (s[1] * s[1])));
        return [.. steps.Select(s => (float[])[s[0] / scale, s[1] / scale])];
    }
}
