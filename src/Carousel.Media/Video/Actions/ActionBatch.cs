using Carousel.Autograd;
using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;

namespace Carousel.Video;

/// <summary>Clips side by side as a network reads them.</summary>
/// <param name="design">The network's design.</param>
/// <param name="mirrors">Whether half of the clips are mirrored while training.</param>
internal sealed class ActionBatch(ActionDesign design, bool mirrors = false)
{
    private const int MostShift = 2;

    private static readonly ExampleBatches _answering = new(MostExamples: 16);

    private readonly SequenceBatch _inputs = new(design.Side > 0 ? design.Side * design.Side : design.Inputs);

    /// <summary>How the rows lie.</summary>
    public Packing Packing => _inputs.Packing;

    /// <summary>Fills the batch.</summary>
    /// <param name="clips">The clips.</param>
    /// <param name="changes">For each clip what decides on its change while training; null for none.</param>
    public void Fill(IReadOnlyList<Clip> clips, Func<int, SimulationDraws>? changes = null)
    {
        _inputs.Begin([.. clips.Select(c => c.Steps)]);
        for (int b = 0; b < clips.Count; b++)
        {
            // The draw is the same whether it counts or not: the moves after it do not depend on it.
            SimulationDraws? draws = changes?.Invoke(b);
            bool isMirrored = draws?.Chance(0.5) == true && mirrors;
            _inputs.SetSequence(b, Rows(clips[b], isMirrored, draws));
        }
    }

    /// <summary>The scores of each clip.</summary>
    /// <returns>[clips][actions].</returns>
    public static float[][] Scores(
        Tape tape, ActionNetwork network, ActionDesign design, IReadOnlyList<Clip> clips,
        CancellationToken cancellation)
    {
        var batch = new ActionBatch(design);
        return _answering.Answer(tape, clips, c => c.Steps, some =>
        {
            batch.Fill(some);
            return batch.Run(tape, network).Value.ToArray().Chunk(design.Labels.Count);
        }, cancellation);
    }

    /// <summary>The scores.</summary>
    public Variable Run(Tape tape, ActionNetwork network) => network.Forward(tape, Input(tape), Packing);

    /// <summary>Frames or poses.</summary>
    /// <returns>[N, side · side], or [N, I] for poses.</returns>
    public Variable Input(Tape tape) => tape.Input(_inputs);

    /// <summary>What the network reads of a clip.</summary>
    /// <param name="clip">The clip.</param>
    /// <param name="isMirrored">Whether left and right are exchanged.</param>
    /// <param name="draws">Decides by how many places frames are moved, up to two; null for none.</param>
    public float[] Rows(Clip clip, bool isMirrored, SimulationDraws? draws = null) =>
        design.Side > 0 ? Frames(clip, isMirrored, draws) : Poses(clip, isMirrored);

    // All frames of a clip are changed in the same way.
    private float[] Frames(Clip clip, bool isMirrored, SimulationDraws? draws)
    {
        int dx = draws?.Between(-MostShift, MostShift) ?? 0, dy = draws?.Between(-MostShift, MostShift) ?? 0,
            side = design.Side;
        var changed = new float[clip.Values.Length];
        for (int t = 0; t < clip.Steps; t++)
        {
            ReadOnlySpan<float> frame = clip.Frame(t);
            for (int y = Math.Max(0, dy); y < Math.Min(side, side + dy); y++)
            {
                for (int x = Math.Max(0, dx); x < Math.Min(side, side + dx); x++)
                {
                    int from = isMirrored ? side - 1 - (x - dx) : x - dx;
                    changed[(((t * side) + y) * side) + x] = frame[((y - dy) * side) + from];
                }
            }
        }

        return changed;
    }

    // Places about the middle of the clip's first pose in units of its height, and steps since the pose before.
    private float[] Poses(Clip clip, bool isMirrored)
    {
        int F = design.Joints.Count;
        ReadOnlySpan<float> first = clip.Frame(0);
        float x0 = 0, y0 = 0, top = float.PositiveInfinity, bottom = float.NegativeInfinity;
        for (int j = 0; j < F; j += 2)
        {
            (x0, y0) = (x0 + (2 * first[j] / F), y0 + (2 * first[j + 1] / F));
            (top, bottom) = (Math.Min(top, first[j + 1]), Math.Max(bottom, first[j + 1]));
        }

        float scale = bottom > top ? 2 / (bottom - top) : 1, scaleX = isMirrored ? -scale : scale;
        var rows = new float[clip.Steps * 2 * F];
        for (int t = 0; t < clip.Steps; t++)
        {
            Span<float> row = rows.AsSpan(t * 2 * F, 2 * F);
            for (int j = 0; j < F; j++)
            {
                float factor = j % 2 == 0 ? scaleX : scale;
                row[j] = factor * (clip.Frame(t)[j] - (j % 2 == 0 ? x0 : y0));
                row[F + j] = t == 0 ? 0 : 4 * factor * (clip.Frame(t)[j] - clip.Frame(t - 1)[j]);
            }
        }

        return rows;
    }
}
