using Carousel.Autograd;
using Carousel.Data;
using Carousel.Layers;
using Carousel.Memory;
using Carousel.Training;
using Carousel.Training.Losses;

namespace Carousel.Jobs.Text;

/// <summary>
/// What a network that reads words is taught on plain text: its forward direction to say the next word, its reverse
/// direction the one before.
/// </summary>
/// <remarks>
/// A forward language model and a backward one over shared rows of words (Peters and others 2017), for a reader of one
/// recurrent layer: those of a second one would have seen the word already.
/// </remarks>
internal sealed class NeighbourNetwork : Layer
{
    private static readonly Loss _crossEntropy = Training.Losses.Loss.CrossEntropy();

    private readonly int _hidden;
    private readonly Dense _next;
    private readonly Dense? _previous;

    /// <summary>A network.</summary>
    /// <param name="reader">The reader, not yet built.</param>
    /// <param name="hidden">H: units of a direction.</param>
    /// <param name="hasReverse">Whether there is a reverse direction.</param>
    /// <param name="words">V: words that are to be said, the first of the vocabulary; the others are not asked
    /// for.</param>
    public NeighbourNetwork(Layer reader, int hidden, bool hasReverse, int words)
    {
        AddLayer("reader", reader);
        (_hidden, Words) = (hidden, words);
        _next = AddLayer("next", new Dense(hidden, words));
        _previous = hasReverse ? AddLayer("previous", new Dense(hidden, words)) : null;
    }

    /// <summary>V.</summary>
    public int Words { get; }

    /// <summary>The mean loss over the words that were to be said.</summary>
    /// <param name="tape">Records it.</param>
    /// <param name="hidden">[N, H], or [N, 2H]: what the reader gives.</param>
    /// <param name="packing">How its rows lie.</param>
    /// <param name="lines">The numbers of the words of each line of the batch, the unknown one at 0.</param>
    public BatchLoss Loss(Tape tape, Variable hidden, Packing packing, IReadOnlyList<int[]> lines)
    {
        if (_previous is null)
        {
            return Loss(tape, _next, hidden, packing, lines, 1);
        }

        BatchLoss next = Loss(tape, _next, tape.SliceColumns(hidden, 0, _hidden), packing, lines, 1);
        BatchLoss previous = Loss(tape, _previous, tape.SliceColumns(hidden, _hidden, _hidden), packing, lines, -1);
        return new BatchLoss(tape.Scale(tape.Add(next.Mean, previous.Mean), 0.5f), next.Elements + previous.Elements);
    }

    private BatchLoss Loss(
        Tape tape, Dense scores, Variable hidden, Packing packing, IReadOnlyList<int[]> lines, int step)
    {
        var targets = new float[packing.Rows];
        Array.Fill(targets, float.NaN);
        for (int s = 0; s < lines.Count; s++)
        {
            int[] line = lines[s];
            for (int t = Math.Max(0, -step); t < line.Length - Math.Max(0, step); t++)
            {
                int word = line[t + step];
                targets[packing.Row(s, t)] = word > 0 && word < Words ? word : float.NaN;
            }
        }

        Tensor truth = tape.Arena.Allocate(new Shape(targets.Length, 1));
        truth.Write(targets);
        return _crossEntropy.ApplyToBatch(tape, scores.Apply(tape, hidden), truth);
    }
}
