using Carousel.Laboratory.Claims;
using Carousel.Laboratory.Claims.Training;
using Carousel.Laboratory.Claims.Transformer;
using Carousel.Laboratory.Trials;
using Carousel.Report;

namespace Carousel.Laboratory.Tests.Claims;

public sealed class TransformerClaimTests
{
    private static readonly TransformerSettings _small =
        new(new SequenceModels(16, 16, 2), 8, [16, 32, 64], [40, 400, 4_000], [0.1, 1], 40, 20, 60, (1e-2, 1e-2));

    [Fact]
    public void SmallRun_CountsStatesAndMemory()
    {
        ClaimResult result = new TransformerClaim(_small).Run(new ClaimRun { Seeds = 2, Threads = 2 });
        Assert.Equal(2 * 16 * sizeof(float), Value(result, "lstm_after_4000_state_bytes"));
        Assert.Equal((2 + (2 * ((2 * 8 * 16) + 1))) * sizeof(float), Value(result, "windowed_after_4000_state_bytes"));
        Assert.Equal(
            (2 + (2 * ((2 * 4_000 * 16) + 1))) * sizeof(float), Value(result, "growing_after_4000_state_bytes"));

        // No matrix of steps by steps: bytes a step do not grow with the length.
        Assert.InRange(
            Value(result, "growing_training_64_bytes") / Value(result, "growing_training_32_bytes"), 0.7, 1.2);
        Assert.True(Value(result, "lstm_data_100") > 1.5 / AutomatonText.Symbols);

        // The system counts processor time in its own ticks: a run as short as this may cost none of them.
        var times = result.Figures.Where(f => f.Name.EndsWith("microseconds", StringComparison.Ordinal)).ToArray();
        Assert.NotEmpty(times);
        Assert.All(times, f => Assert.True(f.IsTiming && double.IsFinite(f.Value)));
        Assert.Equal(3, Assert.IsType<LineChart>(result.Blocks[0]).Lines.Count);
        Assert.Equal(
            Value(result, "growing_training_64_bytes") / Value(result, "growing_training_16_bytes"),
            Value(result, "growing_training_bytes_ratio"), 12);
    }

    [Fact]
    public void Results_DoNotDependOnThreads_ButForTimes()
    {
        var claim = new TransformerClaim(_small with { Batches = 20 });
        ClaimResult one = claim.Run(new ClaimRun { Seeds = 1, Threads = 1 }),
            two = claim.Run(new ClaimRun { Seeds = 1, Threads = 2 });
        Assert.Equal(one.Figures.Where(f => !f.IsTiming), two.Figures.Where(f => !f.IsTiming));
    }

    [Fact]
    public void Texts_AreNamedByTheAutomaton_AsOftenAsItsBest()
    {
        var language = new AutomatonText(3);
        int[] text = language.Draw(new TrialRandom(3, "test", 0), 30_000);

        // Four symbols mostly say the state: the commonest continuation seen so far is right in nearly 70 of 100 cases.
        var next = new Dictionary<string, int[]>();
        int right = 0, all = 0;
        for (int t = 4; t < text.Length; t++)
        {
            string context = string.Join(',', text[(t - 4)..t]);
            if (!next.TryGetValue(context, out int[]? counts))
            {
                next[context] = counts = new int[AutomatonText.Symbols];
            }

            if (t > text.Length / 2)
            {
                all++;
                right += Array.IndexOf(counts, counts.Max()) == text[t] ? 1 : 0;
            }

            counts[text[t]]++;
        }

        Assert.InRange((double)right / all, AutomatonText.Best - 0.06, AutomatonText.Best + 0.02);
    }

    [Fact]
    [Trait("Speed", "Slow")]
    public void DefaultRun_MeetsTheBars()
    {
        ClaimResult result = new TransformerClaim().Run(new ClaimRun { Threads = 2 });
        Assert.True(result.Holds, result.Sentence);
        Assert.Contains("the memory of both grows in proportion", result.Sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("did not come out", result.Sentence, StringComparison.Ordinal);
    }

    private static double Value(ClaimResult result, string name) => result.Figures.Single(f => f.Name == name).Value;
}
