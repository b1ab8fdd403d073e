using Carousel.Autograd;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Training;

/// <summary>Runs a network over fixed sequences of a task.</summary>
internal static class TaskEvaluation
{
    private const int BatchSize = 64;

    /// <summary>Fixed sequences of a task.</summary>
    /// <param name="task">The task.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="purpose">What they are for, such as <c>validation</c> or <c>test</c>: sets of other purposes have
    /// other sequences.</param>
    /// <param name="sequences">How many.</param>
    public static IReadOnlyList<TaskBatch> Draw(SequenceTask task, ulong seed, string purpose, int sequences)
    {
        var batches = new List<TaskBatch>();
        for (int first = 0; first < sequences; first += BatchSize)
        {
            var batch = new TaskBatch(task);
            task.Draw(
                new TrialRandom(seed, $"{task.Name}/{purpose}", batches.Count), Math.Min(BatchSize, sequences - first),
                batch);
            batches.Add(batch);
        }

        return batches;
    }

    /// <summary>The outputs for a batch.</summary>
    /// <param name="tape">Begun here, for inference.</param>
    /// <param name="network">A built network.</param>
    /// <param name="batch">Sequences and targets.</param>
    /// <returns>[K, O]: values, or logits.</returns>
    public static float[] Predict(Tape tape, TaskNetwork network, TaskBatch batch)
    {
        tape.Begin(TapeMode.Inference);
        return network.Forward(tape, batch).Value.ToArray();
    }

    /// <summary>The class with the greatest logit.</summary>
    public static int Choose(ReadOnlySpan<float> logits)
    {
        int best = 0;
        for (int c = 1; c < logits.Length; c++)
        {
            best = logits[c] > logits[best] ? c : best;
        }

        return best;
    }

    /// <summary>The score over some batches.</summary>
    public static TaskScore Score(Tape tape, TaskNetwork network, SequenceTask task, IReadOnlyList<TaskBatch> batches)
    {
        double loss = 0;
        long targets = 0, right = 0, sequences = 0, whole = 0;
        foreach (TaskBatch batch in batches)
        {
            float[] outputs = Predict(tape, network, batch);
            var isWrong = new bool[batch.Inputs.Packing.BatchSize];
            for (int k = 0; k < batch.TargetCount; k++)
            {
                ReadOnlySpan<float> output = outputs.AsSpan(k * task.OutputSize, task.OutputSize);
                if (task.HasClasses)
                {
                    int target = (int)batch.Targets[k];
                    loss += CrossEntropy(output, target);
                    bool isRight = Choose(output) == target;
                    right += isRight ? 1 : 0;
                    isWrong[batch.TargetSequences[k]] |= !isRight;
                }
                else
                {
                    loss += SquaredError(output, batch.TargetValues.Slice(k * task.OutputSize, task.OutputSize));
                }
            }

            targets += batch.TargetCount;
            sequences += isWrong.Length;
            whole += isWrong.Count(w => !w);
        }

        return new TaskScore(loss / targets, (double)right / targets, task.HasClasses ? (double)whole / sequences : 0);
    }

    private static double CrossEntropy(ReadOnlySpan<float> logits, int target)
    {
        double most = logits[Choose(logits)];
        double sum = 0;
        foreach (float logit in logits)
        {
            sum += Math.Exp(logit - most);
        }

        return Math.Log(sum) - (logits[target] - most);
    }

    private static double SquaredError(ReadOnlySpan<float> output, ReadOnlySpan<float> target)
    {
        double sum = 0;
        for (int i = 0; i < output.Length; i++)
        {
            double error = output[i] - target[i];
            sum += error * error;
        }

        return sum / output.Length;
    }
}
