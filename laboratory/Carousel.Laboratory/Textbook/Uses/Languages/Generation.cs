using Carousel.Autograd;
using Carousel.Laboratory.Training;
using Carousel.Laboratory.Trials;
using Carousel.Tensors;

namespace Carousel.Laboratory.Textbook.Uses.Languages;

/// <summary>Sentences that a network of next words draws, a word after the other.</summary>
internal static class Generation
{
    private const int LongestSentence = 16;

    /// <summary>The share of drawn sentences that the grammar knows.</summary>
    /// <param name="backend">Where the network was built.</param>
    /// <param name="network">Trained on <see cref="MadeGrammar.NextWords"/>.</param>
    /// <param name="seed">Of the words drawn.</param>
    /// <param name="sentences">How many.</param>
    public static double Right(CpuBackend backend, TaskNetwork network, ulong seed, int sentences)
    {
        var random = new TrialRandom(seed, "textbook/generation", 0);
        int[][] drawn = [.. Enumerable.Range(0, sentences).Select(_ => new[] { MadeGrammar.Stop })];
        using var arena = new Arena(backend);
        var tape = new Tape(backend, arena);
        for (int length = 1; length <= LongestSentence; length++)
        {
            int k = 0;
            int[][] own = drawn;
            var task = new PhraseTask(
                "generation", MadeGrammar.Words, MadeGrammar.Words, _ => new Phrase(
                    [.. own[k++].Select(w => Phrase.OneHot(w, MadeGrammar.Words))], [(length - 1, 0)]));
            var batch = new TaskBatch(task);
            task.Draw(random, sentences, batch);
            float[] logits = TaskEvaluation.Predict(tape, network, batch);
            drawn =
            [
                .. own.Select((words, b) => (int[])
                    [.. words, Drawn(random, logits.AsSpan(b * MadeGrammar.Words, MadeGrammar.Words))]),
            ];
        }

        return drawn.Count(words => MadeGrammar.IsSentence(UpToStop(words[1..]))) / (double)sentences;
    }

    private static int[] UpToStop(int[] words)
    {
        int stop = Array.IndexOf(words, MadeGrammar.Stop);
        return stop < 0 ? words : words[..(stop + 1)];
    }

    private static int Drawn(TrialRandom random, ReadOnlySpan<float> logits)
    {
        var weights = new double[logits.Length];
        double most = logits[TaskEvaluation.Choose(logits)], sum = 0;
        for (int w = 0; w < weights.Length; w++)
        {
            sum += weights[w] = Math.Exp(logits[w] - most);
        }

        double left = random.Uniform() * sum;
        for (int w = 0; w < weights.Length; w++)
        {
            left -= weights[w];
            if (left < 0)
            {
                return w;
            }
        }

        return weights.Length - 1;
    }
}
