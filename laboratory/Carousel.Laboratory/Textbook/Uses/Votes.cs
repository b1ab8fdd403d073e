using Carousel.Autograd;
using Carousel.Laboratory.Training;
using Carousel.Tensors;

namespace Carousel.Laboratory.Textbook.Uses;

/// <summary>Answers for whole sequences from answers for each of their steps.</summary>
internal static class Votes
{
    /// <summary>The share of sequences classified correctly by the sum of ln p over their steps.</summary>
    /// <param name="backend">Where the network was built.</param>
    /// <param name="network">Reads each step without the others.</param>
    /// <param name="task">Asks for the same class at each step of a sequence.</param>
    /// <param name="seed">Of the sequences.</param>
    /// <param name="sequences">How many.</param>
    public static double Right(
        CpuBackend backend, TaskNetwork network, SequenceTask task, ulong seed, int sequences)
    {
        using var arena = new Arena(backend);
        var tape = new Tape(backend, arena);
        int right = 0;
        foreach (TaskBatch batch in TaskEvaluation.Draw(task, seed, "asked", sequences))
        {
            float[] logits = TaskEvaluation.Predict(tape, network, batch);
            var sums = new float[batch.Inputs.Packing.BatchSize * task.OutputSize];
            var classes = new int[batch.Inputs.Packing.BatchSize];
            for (int k = 0; k < batch.TargetCount; k++)
            {
                ReadOnlySpan<float> row = logits.AsSpan(k * task.OutputSize, task.OutputSize);
                double most = row[TaskEvaluation.Choose(row)], sum = 0;
                foreach (float logit in row)
                {
                    sum += Math.Exp(logit - most);
                }

                int b = batch.TargetSequences[k];
                classes[b] = (int)batch.Targets[k];
                for (int c = 0; c < row.Length; c++)
                {
                    sums[(b * row.Length) + c] += (float)(row[c] - most - Math.Log(sum));
                }
            }

            right += classes.Where((own, b) => TaskEvaluation.Choose(
                sums.AsSpan(b * task.OutputSize, task.OutputSize)) == own).Count();
        }

        return (double)right / sequences;
    }
}
