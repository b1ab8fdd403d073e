using Carousel.Anomalies;
using Carousel.Jobs.Reading;

namespace Carousel.Jobs.Tests.Anomalies;

public sealed class CardLogTests
{
    [Fact]
    public void Log_IsAFunctionOfItsSeed()
    {
        (EventLog one, IReadOnlyList<string> patterns) = CardLog.Make(30, seed: 4);
        (EventLog same, IReadOnlyList<string> samePatterns) = CardLog.Make(30, seed: 4);
        (EventLog other, _) = CardLog.Make(30, seed: 5);

        Assert.Equal(patterns, samePatterns);
        Assert.Equal(one[7].Times.ToArray(), same[7].Times.ToArray());
        Assert.Equal(one[7].Number(0).ToArray(), same[7].Number(0).ToArray());
        Assert.NotEqual(one[7].Times.ToArray(), other[7].Times.ToArray());
    }

    [Fact]
    public void Fraud_IsHalfAPercent_InFourPatternsOfEqualShare()
    {
        (EventLog log, IReadOnlyList<string> patterns) = CardLog.Make(200);

        Assert.Equal(CardLog.FraudShare, patterns.Count(p => p.Length > 0) / (double)log.EventCount, 0.0005);
        int[] counts = [.. patterns.Where(p => p.Length > 0).GroupBy(p => p).Select(g => g.Count())];
        Assert.Equal(4, counts.Length);
        Assert.True(counts.Max() - counts.Min() <= 6);
    }

    [Fact]
    public void Label_IsOne_WhereThereIsAPattern()
    {
        (EventLog log, IReadOnlyList<string> patterns) = CardLog.Make(40);

        for (int h = 0; h < log.Count; h++)
        {
            for (int e = 0; e < log[h].Length; e++)
            {
                Assert.Equal(patterns[log[h].IndexAt(e)].Length > 0, log[h].Labels[e] == 1);
            }
        }
    }
}
