using Carousel.Autograd;
using Carousel.Backends;
using Carousel.Data;
using Carousel.Layers;
using Carousel.Memory;
using Carousel.Tasks.Classification;
using Carousel.Tasks.Handwriting.Drawings;

namespace Carousel.Tasks.Handwriting.Recognition;

/// <summary>Runs a network over drawings.</summary>
/// <param name="backend">Where it computes.</param>
/// <param name="network">The network.</param>
/// <param name="design">Its design.</param>
internal sealed class RecogniserRunner(Backend backend, RecogniserNetwork network, RecogniserDesign design)
{
    private const int DrawingsTogether = 64;

    /// <summary>Scores of each drawing: [steps, symbols + 1] for a line, [classes] else.</summary>
    public IReadOnlyList<float[]> Scores(IReadOnlyList<Drawing> drawings, CancellationToken cancellation)
    {
        using var arena = new Arena(backend);
        var tape = new Tape(backend, arena);
        var batch = new DrawingBatch(design.IsLine);
        var scores = new List<float[]>(drawings.Count);
        foreach (Drawing[] chunk in drawings.Chunk(DrawingsTogether))
        {
            cancellation.ThrowIfCancellationRequested();
            batch.Fill([.. chunk.Select(d => d.Points)]);
            tape.Begin(TapeMode.Inference);
            float[] rows = batch.Run(tape, network).Value.ToArray();
            int C = design.Scores;
            for (int b = 0; b < chunk.Length; b++)
            {
                float[] own = new float[(design.IsLine ? chunk[b].Points.Count : 1) * C];
                for (int t = 0; t < own.Length / C; t++)
                {
                    int row = design.IsLine ? batch.Packing.Row(b, t) : b;
                    rows.AsSpan(row * C, C).CopyTo(own.AsSpan(t * C, C));
                }

                scores.Add(own);
            }
        }

        return scores;
    }

    /// <summary>The mean loss of drawings: what validation chooses by.</summary>
    /// <param name="tape">To be begun for inference.</param>
    /// <param name="drawings">The drawings.</param>
    /// <param name="targets">The class of each, or its symbols.</param>
    /// <param name="cancellation">Stops it.</param>
    public double Loss(Tape tape, IReadOnlyList<Drawing> drawings, IReadOnlyList<int[]> targets, CancellationToken cancellation)
    {
        var batch = new DrawingBatch(design.IsLine);
        double sum = 0;
        for (int first = 0; first < drawings.Count; first += DrawingsTogether)
        {
            cancellation.ThrowIfCancellationRequested();
            int count = Math.Min(DrawingsTogether, drawings.Count - first);
            batch.Fill([.. drawings.Skip(first).Take(count).Select(d => d.Points)]);
            tape.Begin(TapeMode.Inference);
            Variable scores = batch.Run(tape, network);
            if (design.IsLine)
            {
                sum += count * Ctc.Loss(tape, scores, new LabelSequences([.. targets.Skip(first).Take(count)]), batch.Packing).Value.ToArray()[0];
                continue;
            }

            float[] rows = scores.Value.ToArray();
            for (int b = 0; b < count; b++)
            {
                sum -= Probabilities.LogSoftmax(rows.AsSpan(b * design.Scores, design.Scores), targets[first + b][0]);
            }
        }

        return sum / drawings.Count;
    }
}
