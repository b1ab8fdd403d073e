using Carousel.Autograd;
using Carousel.Data;
using Carousel.Tensors;

namespace Carousel.Jobs.Tests.Inspecting;

/// <summary>What holds of every model that can be opened.</summary>
internal static class Opened
{
    /// <summary>Runs the layers over a sequence as it was read.</summary>
    public static (float[] Hidden, float[] State) Run(IInspectedModel model, InspectedSequence sequence)
    {
        using var arena = new Arena(model.Backend);
        var tape = new Tape(model.Backend, arena);
        tape.Begin(TapeMode.Inference);
        Variable input = tape.Input(sequence.Input, new Shape(sequence.Steps, model.Reader.InputSize));
        Variable start = sequence.Start.IsEmpty
            ? default
            : tape.Input(sequence.Start.Span, new Shape(1, sequence.Start.Length));
        (Variable hidden, Variable state) = model.Reader.Forward(tape, input, new Packing([sequence.Steps]), start);
        return (hidden.Value.ToArray(), state.IsNone ? [] : state.Value.ToArray());
    }

    /// <summary>The scores of copies of a sequence, and the gradients of their sum.</summary>
    public static (float[] Scores, float[] Gradient) Score(
        IInspectedModel model, InspectedSequence sequence, float[] input, int copies, int answer)
    {
        using var arena = new Arena(model.Backend);
        var tape = new Tape(model.Backend, arena);
        tape.Begin(TapeMode.Gradients);
        var batch = new SequenceBatch(model.Reader.InputSize);
        batch.Begin([.. Enumerable.Repeat(sequence.Steps, copies)]);
        for (int b = 0; b < copies; b++)
        {
            batch.SetSequence(b, input);
        }

        Tensor tensor = arena.Allocate(new Shape(batch.Packing.Rows, batch.FeatureSize));
        tensor.Write(batch.Values);
        Variable watched = tape.Watch(tensor);
        Variable score = model.Score(tape, sequence, watched, batch.Packing, answer);
        Assert.Equal(new Shape(copies, 1), score.Shape);
        float[] scores = score.Value.ToArray();
        tape.Gradient(score).Write([.. Enumerable.Repeat(1f, copies)]);
        tape.Propagate();
        return (scores, tape.Gradient(watched).ToArray());
    }

    /// <summary>Sizes, rows and names of all sequences fit, and a score has the slope that differences show.</summary>
    public static void Check(IInspectedModel model, IReadOnlyList<InspectedSequence> sequences, double tolerance = 2e-2)
    {
        Assert.NotEmpty(sequences);
        foreach (InspectedSequence sequence in sequences)
        {
            Assert.Equal(sequence.Steps * model.Reader.InputSize, sequence.Input.Length);
            Assert.True(sequence.StepNames.Count == 0 || sequence.StepNames.Count == sequence.Steps);
            Assert.True(sequence.Rows.Count == 0 || sequence.Rows.Count == sequence.Steps);
            Assert.True(model.InputNames.Count == 0 || model.InputNames.Count == model.Reader.InputSize);
        }

        if (model.ScoreName.Length > 0)
        {
            CheckSlope(model, sequences[0], tolerance);
        }
    }

    private static void CheckSlope(IInspectedModel model, InspectedSequence sequence, double tolerance)
    {
        int answer = model.Answer(sequence);
        (float[] scores, float[] slope) = Score(model, sequence, sequence.Input, 3, answer);
        Assert.All(scores, s => Assert.Equal(scores[0], s));
        Assert.Contains(slope, g => g != 0);

        // Along the gradient itself the difference is largest, so that rounding matters least.
        float[] own =
        [
            .. Enumerable.Range(0, sequence.Input.Length)
                .Select(
                    i =>
                        slope[(i / model.Reader.InputSize * 3 * model.Reader.InputSize)
                            + (i % model.Reader.InputSize)]),
        ];
        double norm = Math.Sqrt(own.Sum(g => (double)g * g));
        float step = (float)(0.02 / norm);
        float[] ahead = [.. sequence.Input.Zip(own, (x, g) => x + (step * g))],
            back = [.. sequence.Input.Zip(own, (x, g) => x - (step * g))];
        double difference = (Score(model, sequence, ahead, 1, answer).Scores[0]
            - Score(model, sequence, back, 1, answer).Scores[0]) / (2 * step);
        Assert.Equal(norm * norm, difference, tolerance * norm * norm);
    }
}
