using Carousel.Data;
using Carousel.Tensors;

namespace Carousel.Autograd;

/// <summary>Attention of rows over the sequences of a memory on the tape. Kernel: CrossAttentionKernel.</summary>
internal static class CrossAttentionOp
{
    /// <summary>A weighted mean of the memory's values for each row.</summary>
    /// <param name="tape">Records the call.</param>
    /// <param name="looks">At which sequence each row looks; kept until the step ends, so not to be changed
    /// before.</param>
    /// <param name="memory">How the memory's rows lie.</param>
    /// <param name="query">[Q, A].</param>
    /// <param name="keys">[N, A].</param>
    /// <param name="values">[N, D]; may be the keys where A is D.</param>
    /// <param name="score">[A]: v of the scores v·tanh(query + key); <c>default</c> for the scores query·key.</param>
    /// <returns>Context [Q, D], and the weights [Q, T], 0 after a sequence's end; nothing flows back through the
    /// weights.</returns>
    /// <exception cref="ShapeException">A shape does not fit.</exception>
    /// <exception cref="ArgumentException">The rows look at another number of sequences.</exception>
    public static (Variable Context, Tensor Weights) Apply(
        Tape tape, RowGroups looks, Packing memory, Variable query, Variable keys, Variable values,
        Variable score = default)
    {
        Tensor weights = tape.Arena.Allocate(new Shape(looks.Rows, memory.Steps));
        Variable context = tape.Result(new Shape(looks.Rows, values.Shape[1]));
        tape.Backend.CrossAttentionForward(new CrossAttentionCall
        {
            Looks = looks,
            Memory = memory,
            Query = query.Value,
            Keys = keys.Value,
            Attended = values.Value,
            Score = score.Value,
            Context = context.Value,
            Weights = weights,
        });
        if (tape.IsRecording)
        {
            tape.Record(
                Backward, [context], [query, keys, values, score, tape.Constant(weights)],
                new TapeEntry { Packing = memory, Context = looks });
        }

        return (context, weights);
    }

    private static void Backward(in TapeEntry entry)
    {
        entry.Backend.CrossAttentionBackward(new CrossAttentionCall
        {
            Looks = (RowGroups)entry.Context!,
            Memory = entry.Packing!,
            Query = entry.Value(1),
            Keys = entry.Value(2),
            Attended = entry.Value(3),
            Score = entry.Value(4),
            Weights = entry.Value(5),
            DContext = entry.Gradient(0),
            DQuery = entry.GradientIfNeeded(1),
            DKeys = entry.GradientIfNeeded(2),
            DAttended = entry.GradientIfNeeded(3),
            DScore = entry.GradientIfNeeded(4),
        });
    }
}
