using Carousel.Autograd;
using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Layers;

namespace Carousel.Speech;

/// <summary>
/// From rows of features to a score for each symbol and the blank at each step: recurrent layers and a dense map,
/// dropout around them.
/// </summary>
/// <remarks>Graves, Mohamed and Hinton 2013, without their transducer.</remarks>
internal sealed class SpeechNetwork : Layer
{
    private readonly Dropout? _inputs, _outputs;
    private readonly Stack _layers;
    private readonly Dense _scores;

    public SpeechNetwork(SpeechDesign design, int classes)
    {
        int inputs = design.Features.Features;
        if (design.InputDropout > 0)
        {
            _inputs = AddLayer("input_dropout", new Dropout(inputs, (float)design.InputDropout));
        }

        _layers = AddLayer("layers", CellStack.Make(design.Cell, inputs));
        if (design.Cell.Dropout > 0)
        {
            _outputs = AddLayer("output_dropout", new Dropout(design.Cell.OutputSize, (float)design.Cell.Dropout));
        }

        _scores = AddLayer("scores", new Dense(design.Cell.OutputSize, classes));
        Steps = new Stack(_layers, _scores);
    }

    /// <summary>All layers without dropout, from a row of features to the scores.</summary>
    public Stack Steps { get; }

    /// <summary>The recurrent layers.</summary>
    public SequenceLayer Reader => _layers;

    /// <summary>The scores of some clips.</summary>
    /// <param name="tape">Records it.</param>
    /// <param name="clips">[T, F] of each.</param>
    /// <returns>[N, C], and how the rows lie.</returns>
    public (Variable Scores, Packing Packing) Scores(Tape tape, IReadOnlyList<float[]> clips)
    {
        var batch = SequenceBatch.Of(Steps.InputSize, clips);
        Variable rows = tape.Input(batch);
        Variable hidden = _layers.Forward(
            tape, _inputs?.Apply(tape, rows, batch.Packing) ?? rows, batch.Packing).Hidden;
        return (ScoresOf(tape, hidden, batch.Packing), batch.Packing);
    }

    /// <summary>The scores of clips, some of like length at a time.</summary>
    /// <param name="tape">Where it runs.</param>
    /// <param name="clips">[T, F] of each.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>[T, C] of each, in the order given.</returns>
    public float[][] Answer(Tape tape, IReadOnlyList<float[]> clips, CancellationToken cancellation)
    {
        (int F, int C) = (Steps.InputSize, Steps.OutputSize);
        return new ExampleBatches(MostRows: 8192).Answer(tape, clips, c => c.Length / F, Together, cancellation);

        IEnumerable<float[]> Together(float[][] some)
        {
            (Variable scores, Packing packing) = Scores(tape, some);
            float[] found = scores.Value.ToArray();
            for (int b = 0; b < some.Length; b++)
            {
                var own = new float[some[b].Length / F * C];
                for (int t = 0; t < own.Length / C; t++)
                {
                    found.AsSpan(packing.Row(b, t) * C, C).CopyTo(own.AsSpan(t * C));
                }

                yield return own;
            }
        }
    }

    /// <summary>A score for each symbol from the outputs of the recurrent layers.</summary>
    /// <returns>[N, C].</returns>
    public Variable ScoresOf(Tape tape, Variable hidden, Packing packing) =>
        _scores.Forward(tape, _outputs?.Apply(tape, hidden, packing) ?? hidden, packing).Hidden;
}
