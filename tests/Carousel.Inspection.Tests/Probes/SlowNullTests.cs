using Carousel.Autograd;
using Carousel.Inspection.Probes;
using Carousel.Jobs.Statistics;

namespace Carousel.Inspection.Tests.Probes;

/// <summary>
/// Properties that have nothing to do with the states are read at chance, also where both change slowly or never within
/// a sequence.
/// </summary>
public sealed class SlowNullTests
{
    private const int Units = 32, Folds = 5;

    [Fact]
    public void LabelOfASequence_IsReadAtChance_FromSequencesWithFingerprints()
    {
        // 20 sequences, each with states around a different point, and a random label each: read by a sequence's other
        // steps it would be right in all.
        double sum = 0;
        const int seeds = 6, sequences = 20, steps = 60;
        using var backend = new CpuBackend(1);
        for (int seed = 0; seed < seeds; seed++)
        {
            var states = new SlowStates(seed);
            int[] labels = new int[sequences];
            new Permutation((ulong)seed, "labels").Order(0, labels);
            double[][] places = [.. Enumerable.Range(0, sequences).Select(_ => states.Track(Units, 0))];
            float[] features = states.Features(sequences * steps, Units, 0);
            for (int at = 0; at < features.Length; at++)
            {
                features[at] = (0.3f * features[at]) + (float)places[at / Units / steps][at % Units];
            }

            StepSample sample = StepSample.Of(
                [.. Enumerable.Repeat(steps, sequences)], (_, _) => true, Folds, 20, 100_000);
            var target = ProbeTarget.OfClasses([.. sample.Steps.Select(s => labels[s.Sequence] % 2)], 2);
            var rows = new ProbeRows(
                features, Units, [.. sample.Steps.Select(s => s.Group)], Folds, (ulong)seed, sample.FoldsOfGroups);
            double[] read = TrainedProbe.Read(
                backend, rows, target, new TrainedProbeOptions { Decays = [1], Epochs = 10 },
                cancellation: TestContext.Current.CancellationToken);
            sum += new ProbeScore(target, read, rows.Groups).Value;
        }

        Assert.InRange(sum / seeds, 0.3, 0.6);
    }

    [Fact]
    [Trait("Speed", "Long")]
    public void SlowProperty_OfOneLongSequence_IsReadAtChance_AndNoBetterThanItsExchangedTracks()
    {
        const int steps = 4000, draws = 19, seeds = 12;
        int aboveZero = 0, aboveChance = 0;
        double sum = 0;
        for (int seed = 0; seed < seeds; seed++)
        {
            var states = new SlowStates(100 + seed);
            double[] property = states.Track(steps, 0.99);
            int lag = Autocorrelation.FirstLagBelow(
                [[.. property.Select(v => (double?)v)]], isClass: false, 0.1, steps / Folds / 2) ?? steps / Folds / 2;
            float[] features = states.Features(steps, Units, 0.99);
            StepSample sample = StepSample.Of([steps], (_, _) => true, Folds, lag, 100_000);
            float[] chosen = [.. sample.Steps.SelectMany(s => features[(s.Step * Units)..((s.Step + 1) * Units)])];
            var target = ProbeTarget.OfNumbers([.. sample.Steps.Select(s => property[s.Step])]);
            var rows = new ProbeRows(
                chosen, Units, [.. sample.Steps.Select(s => s.Group)], Folds, (ulong)seed, sample.FoldsOfGroups);
            var exchange = new TrackExchange(TrackExchange.Parts(target.Count, 2 * lag), (ulong)seed);
            ProbeTarget[] chances = [.. Enumerable.Range(0, draws).Select(d => target.Reordered(exchange.Order(d)))];

            ProbeScore[] scores =
            [
                .. RidgeProbe.Read(rows, [target, .. chances], TestContext.Current.CancellationToken)
                    .Select((read, k) => new ProbeScore(k == 0 ? target : chances[k - 1], read, rows.Groups)),
            ];

            sum += scores[0].Value;
            aboveZero += scores[0].Interval((ulong)seed) is { Low: > 0 } ? 1 : 0;
            aboveChance += scores[0].Interval((ulong)seed) is { Low: > 0 }
                && scores.Skip(1).All(s => s.Value < scores[0].Value)
                ? 1
                : 0;
        }

        Assert.InRange(sum / seeds, -1, 0.03);
        Assert.InRange(aboveZero, 0, 2);
        Assert.InRange(aboveChance, 0, 1);
    }

    [Fact]
    public void ExchangedTracks_KeepTheirOrder_AndWhatIsConstantWithinASequence()
    {
        int[] tracks = [.. Enumerable.Range(0, 200).Select(n => n / 20)];
        var exchange = new TrackExchange(tracks, 1);

        int[] order = exchange.Order(0);

        Assert.Equal(10, exchange.Tracks);
        Assert.Equal(Enumerable.Range(0, 200), order.Order());
        Assert.NotEqual(order, exchange.Order(1));
        Assert.All(Enumerable.Range(0, 10), track =>
        {
            int[] own = order[(track * 20)..((track + 1) * 20)];
            Assert.Single(own.Select(n => tracks[n]).Distinct());
            Assert.Equal(
                19,
                own.Zip(own.Skip(1))
                    .Count(p => p.Second == p.First + 1 || (p.Second % 20 == 0 && p.First == p.Second + 19)));
        });
    }

    [Fact]
    public void ExchangedTracks_OfOtherLengths_BeginAgain()
    {
        var exchange = new TrackExchange([0, 0, 0, 0, 0, 1, 1], 3);
        int[] order = Enumerable.Range(0, 20).Select(exchange.Order).First(o => o[0] >= 5);

        Assert.All(order[..5], n => Assert.InRange(n, 5, 6));
        Assert.NotEqual(order[0], order[1]);
        Assert.Equal((order[0], order[1]), (order[2], order[3]));
        Assert.All(order[5..], n => Assert.InRange(n, 0, 4));
        Assert.Equal([0, 0, 0, 0, 1, 1, 1], TrackExchange.Parts(7, 3));
    }
}
