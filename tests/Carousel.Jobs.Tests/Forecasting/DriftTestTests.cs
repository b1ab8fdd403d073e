using Carousel.Forecasting;

namespace Carousel.Jobs.Tests.Forecasting;

/// <summary>The test of errors: its wealth, its false alarms and its power.</summary>
public sealed class DriftTestTests
{
    [Theory]
    [InlineData(5, 1)]
    [InlineData(20, 2)]
    public void Wealth_IsTheMeanOverWhereTheChangeBegins(int n, int seed)
    {
        float[] validation = Errors(n, seed), later = Errors(30, seed + 10);
        var test = new DriftTest(validation);
        var bets = new List<double>();
        float[] sorted = [.. validation.OrderDescending()];
        var gaps = new List<int>();
        double G = n + 1;
        for (int t = 0; t < later.Length; t++)
        {
            // Plainly: q, and the probability that an exchangeable error falls into the gap, from all errors so far.
            int gap = sorted.Count(v => 1.2 * v >= later[t]);
            double Share(int j) => Math.Pow((j + 1) / G, 0.3) - Math.Pow(j / G, 0.3);
            double[] learned = [.. gaps.Select((g, i) => Share(g) * G > 1 ? Math.Pow(0.95, t - 1 - i) : 0)];
            double own = learned.Where((_, i) => gaps[i] == gap).Sum();
            double q = ((0.5 * G * Share(gap)) + own) / ((0.5 * G) + learned.Sum());
            bets.Add(q / ((1 + gaps.Count(g => g == gap)) / (G + t)));
            gaps.Add(gap);

            test.Add(later[t], origin: 100 + t);

            double expected = 1.0 / (t + 2) + Enumerable.Range(0, t + 1).Sum(
                s => bets.Skip(s).Aggregate(1 / ((s + 1.0) * (s + 2)), (product, bet) => product * bet));
            Assert.Equal(expected, test.Wealth, 1e-9 * expected);
        }

        Assert.Equal(30, test.Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(10)]
    [InlineData(50)]
    public void AlarmsWithoutAChange_AreRarerThanStated(int n)
    {
        // Without the tolerance: errors of the validation set are smaller by just that much.
        int alarms = Enumerable.Range(0, 1000).Count(seed => AlarmAt(n, 100, seed, growth: 1.2) is not null);
        Assert.InRange(alarms, 0, 15);
        Assert.InRange(Enumerable.Range(0, 1000).Count(seed => AlarmAt(n, 100, seed, growth: 1) is not null), 0, 5);
    }

    [Fact]
    public void SeveralSeries_ShareOneRate_ThoughTheyDependOnEachOther()
    {
        const int Series = 20, Known = 10, Count = 60;
        int alarms = Enumerable.Range(0, 300).Count(seed =>
        {
            float[] common = Errors(Known + Count, seed);
            float[][] own = [.. Enumerable.Range(0, Series).Select(s => Errors(Known + Count, (1000 * seed) + s)
                .Select((e, t) => e * common[t] * common[t]).ToArray())];
            var monitor = new DriftMonitor(own.Index().ToDictionary(
                o => $"{o.Index}", o => (IReadOnlyList<float>)o.Item[..Known]));
            return Enumerable.Range(0, Count).Any(t =>
            {
                for (int s = 0; s < Series; s++)
                {
                    monitor.Add($"{s}", Past(t, 1.2f * own[s][Known + t]));
                }

                return monitor.Alarm((_, _) => "") is not null;
            });
        });
        Assert.InRange(alarms, 0, 6);
    }

    [Fact]
    public void ErrorsThatAreSmaller_OrEqual_RaiseNoAlarm()
    {
        Assert.DoesNotContain(Enumerable.Range(0, 200), seed => AlarmAt(20, 200, seed, growth: 0.3) is not null);
        var test = new DriftTest([.. Enumerable.Repeat(0f, 20)]);
        for (int t = 0; t < 500; t++)
        {
            test.Add(0, t);
            Assert.InRange(test.Wealth, 0, 1);
        }
    }

    [Theory]
    [InlineData(5, 3, 0.8, 40)]
    [InlineData(10, 3, 0.9, 12)]
    [InlineData(50, 2, 0.9, 20)]
    [InlineData(50, 3, 1, 5)]
    public void AChange_IsFoundWithinSomeForecasts(int n, double growth, double share, int median)
    {
        int?[] alarms = [.. Enumerable.Range(0, 200).Select(seed => AlarmAt(n, 60, seed, growth)).Order()];
        int?[] found = [.. alarms.Where(a => a is not null)];
        Assert.True(found.Length >= share * 200, $"{found.Length} of 200");
        Assert.InRange(found[found.Length / 2]!.Value, 1, median);
    }

    [Fact]
    public void AnAlarm_NamesTheOnsetAndTheRatio_AndComesOnce()
    {
        var monitor = new DriftMonitor(new Dictionary<string, IReadOnlyList<float>>
        {
            ["a"] = Errors(30, 1),
            ["b"] = [.. Enumerable.Repeat(1f, 30)],
        });
        string? alarm = null;
        for (int t = 0; t < 40; t++)
        {
            monitor.Add("a", Past(t, Errors(40, 2)[t]));
            monitor.Add("b", Past(t, t < 20 ? 1 : 4));
            monitor.Add("unknown", Past(t, 1000));
            Assert.Null(monitor.Since is null ? null : monitor.Alarm((_, _) => ""));
            alarm ??= monitor.Alarm((id, row) => $"{id}{row}");
        }

        Assert.Equal("b20", monitor.Since);
        Assert.StartsWith(
            "From b20 on the errors of 'b' are 4.0 times those of the validation set (", alarm,
            StringComparison.Ordinal);
    }

    [Fact]
    public void AState_ContinuesToTheSameBits_AndThatOfAnotherModelIsIgnored()
    {
        float[] validation = Errors(12, 1), later = Errors(80, 2);
        DriftMonitor whole = Monitor(validation), part = Monitor(validation);
        Run(whole, later, 0, 80);
        Run(part, later, 0, 33);
        byte[] state = Save(part);
        DriftMonitor restored = Load(Monitor(validation), state);
        Assert.Equal(state, Save(restored));
        Run(restored, later, 33, 80);
        Assert.Equal(Save(whole), Save(restored));

        Assert.Equal(0, Load(Monitor(Errors(12, 3)), state).Count);
        Assert.Equal(0, Load(new DriftMonitor(null), state).Count);
    }

    private static DriftMonitor Monitor(float[] validation) =>
        new(new Dictionary<string, IReadOnlyList<float>> { [""] = validation });

    private static void Run(DriftMonitor monitor, float[] errors, int from, int to)
    {
        for (int t = from; t < to; t++)
        {
            monitor.Add(null, Past(t, errors[t]));
        }
    }

    private static byte[] Save(DriftMonitor monitor)
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream))
        {
            monitor.Write(writer);
        }

        return stream.ToArray();
    }

    private static DriftMonitor Load(DriftMonitor monitor, byte[] state)
    {
        using var reader = new BinaryReader(new MemoryStream(state));
        monitor.Read(reader);
        return monitor;
    }

    private static PastForecast Past(long origin, float error) => new(origin, [0], [-1, 1], [error]);

    private static int? AlarmAt(int n, int count, int seed, double growth)
    {
        float[] errors = Errors(n + count, seed);
        var test = new DriftTest(errors[..n]);
        for (int t = 0; t < count; t++)
        {
            test.Add(growth * errors[n + t], t);
            if (test.Wealth >= 100)
            {
                return t + 1;
            }
        }

        return null;
    }

    /// <summary>Means of twelve absolute values of a heavy tail, as those of a forecast's errors.</summary>
    private static float[] Errors(int count, int seed)
    {
        var random = new Random(seed);
        return
        [
            .. Enumerable.Range(0, count).Select(_ => (float)Enumerable.Range(0, 12).Average(
                _ => -Math.Log(1 - random.NextDouble()) * (1 + random.NextDouble()))),
        ];
    }
}
