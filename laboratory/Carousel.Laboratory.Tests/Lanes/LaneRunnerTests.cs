using Carousel.Laboratory.Lanes;
using Carousel.Laboratory.Problems;
using Carousel.Laboratory.Trials;
using Carousel.Testing;

namespace Carousel.Laboratory.Tests.Lanes;

[Collection(typeof(Alone))]
public sealed class LaneRunnerTests
{
    private const int TrialCount = 7;

    [Theory]
    [InlineData(2, 1)]
    [InlineData(3, 1)]
    [InlineData(7, 1)]
    [InlineData(16, 1)]
    [InlineData(2, 2)]
    [InlineData(4, 3)]
    public void Results_DoNotDependOnLanesAndThreads(int lanes, int threads)
    {
        Trial[] alone = RunMixed(1, 1);
        Trial[] together = RunMixed(lanes, threads);
        for (int i = 0; i < TrialCount; i++)
        {
            Assert.Equal(alone[i].Result.Weights, together[i].Result.Weights);
            Assert.Equal(alone[i].Result.Curve, together[i].Result.Curve);
            Assert.NotEqual(0, alone[i].Result.Curve[^1].Error);
        }
    }

    [Fact]
    public void Presentation_ReceivesWhatTheOutputsCameTo()
    {
        using var network = new LeakyLanes(1, 1, 2);
        Presentation shown = Show(network, p =>
        {
            (p.Kind, p.Tolerance) = (PresentationKind.Test, 0.5f);
            Fill(p.Sequence, length: 4, firstTarget: 1, inputs: [1, 0, 0, 0], targets: [0, 0, 0, 0, 0, 0]);
        });

        // w = 1, v = (2, −4), b = (0, 0.25): s = 1, ½, ¼, ⅛.
        Assert.Equal(4, shown.Steps);
        Assert.Equal(2, shown.WrongSteps);
        Assert.Equal(1, shown.FirstWrong);
        Assert.Equal(1.75f, shown.MaxError);
        Assert.Equal((1 + 1.75f + 0.5f + 0.75f + 0.25f + 0.25f) / 6, shown.MeanError, 6);
        Assert.False(shown.IsRight);
    }

    [Fact]
    public void Steps_BeforeTheFirstJudgedOne_AreNotJudged()
    {
        using var network = new LeakyLanes(1, 1, 2);
        Presentation shown = Show(network, p =>
        {
            (p.Kind, p.Tolerance) = (PresentationKind.Test, 0.5f);
            Fill(p.Sequence, length: 4, firstTarget: 1, inputs: [1, 0, 0, 0], targets: [0, 0, 0, 0, 0, 0]);
            p.Sequence.FirstJudged = 3;
        });

        Assert.True(shown.IsRight);
        Assert.Equal(-1, shown.FirstWrong);
        Assert.Equal(0.25f, shown.MaxError);
        Assert.Equal(0.25f, shown.MeanError);
    }

    [Fact]
    public void Rest_IsLeftOut_AfterTheFirstWrongStep_WhichIsLearnedFrom()
    {
        using var network = new LeakyLanes(1, 1, 2);
        Presentation shown = Show(network, p =>
        {
            (p.Kind, p.Tolerance, p.StopsAtWrong, p.Rate) = (PresentationKind.Train, 0.7f, true, 1e-6f);
            Fill(p.Sequence, length: 4, firstTarget: 0, inputs: [0, 1, 0, 0], targets: new float[8]);
        });

        Assert.Equal((2, 1, 1), (shown.Steps, shown.WrongSteps, shown.FirstWrong));
        Assert.Equal(2, network.RatesSeen.Count);
        Assert.Equal(2, network.Seen.Count);
    }

    [Fact]
    public void Rate_FallsAfterEachStep_AndIsLeftInThePresentation()
    {
        using var network = new LeakyLanes(1, 1, 2);
        Presentation shown = Show(network, p =>
        {
            (p.Kind, p.Rate, p.RateDecay) = (PresentationKind.Train, 1, 0.5f);
            Fill(p.Sequence, length: 5, firstTarget: 2, inputs: new float[5], targets: new float[6]);
        });

        Assert.Equal([0.25f, 0.125f, 0.0625f], network.RatesSeen);
        Assert.Equal(0.03125f, shown.Rate);
    }

    [Fact]
    public void Test_ChangesNoWeights()
    {
        using var network = new LeakyLanes(1, 1, 2);
        Show(network, p =>
        {
            (p.Kind, p.Rate) = (PresentationKind.Test, 1);
            Fill(p.Sequence, length: 2, firstTarget: 0, inputs: [1, 1], targets: [1, 1, 1, 1]);
        });

        Assert.Empty(network.RatesSeen);
        Assert.Equal([1, 2, -4, 0, 0.25f], network.WeightsSeen);
    }

    [Fact]
    public void Sequence_BeginsWithAStepWithoutInput_WhereTheNetworkWantsOne_UnlessItGoesOn()
    {
        using var network = new LeakyLanes(1, 3, 2, takesSymbols: true, leadingSteps: 1);
        var trial = new ScriptedTrial(0, _ => Turns());
        new LaneRunner(network, new TrialQueue(_ => trial, 1)).Run(CancellationToken.None);

        Assert.Equal([-1, 2, 0, 1, 1, -1, 2, 0], network.Seen);

        static IEnumerable<Presentation> Turns()
        {
            var shown = new Presentation { Kind = PresentationKind.Test };
            FillSymbols(shown.Sequence, [2, 0], [0, 1]);
            yield return shown;
            FillSymbols(shown.Sequence, [1, 1], [0, 1]);
            shown.GoesOn = true;
            yield return shown;
            FillSymbols(shown.Sequence, [2, 0], [0, 1]);
            shown.GoesOn = false;
            yield return shown;
            Assert.Equal(2, shown.Steps);
        }
    }

    [Fact]
    public void State_GoesOn_WhereThePresentationSaysSo()
    {
        using var network = new LeakyLanes(1, 1, 1);
        var errors = new List<float>();
        var trial = new ScriptedTrial(0, _ => Turns());
        new LaneRunner(network, new TrialQueue(_ => trial, 1)).Run(CancellationToken.None);

        Assert.Equal(errors[0], errors[2]);
        Assert.NotEqual(errors[0], errors[1]);

        IEnumerable<Presentation> Turns()
        {
            var shown = new Presentation { Kind = PresentationKind.Test };
            foreach (bool goesOn in (bool[])[false, true, false])
            {
                Fill(shown.Sequence, length: 2, firstTarget: 1, inputs: [1, 1], targets: [9]);
                shown.GoesOn = goesOn;
                yield return shown;
                errors.Add(shown.MaxError);
            }
        }
    }

    [Theory]
    [InlineData(0b001u, true)]
    [InlineData(0b011u, true)]
    [InlineData(0b111u, true)]
    [InlineData(0b010u, false)]
    [InlineData(0b101u, false)]
    public void Grammar_IsRight_WhereNoOtherSymbolIsAsActive(uint admissible, bool isRight)
    {
        using var network = new LeakyLanes(1, 1, 3);
        network.WriteWeights(0, [0, 0, 0, 0, 0.9f, 0.8f, 0.1f]);
        Presentation shown = Show(network, p =>
        {
            (p.Kind, p.Judgement) = (PresentationKind.Test, Judgement.AdmissibleMostActive);
            p.Sequence.Begin(1, 0, 1, 0, hasAdmissible: true);
            (p.Sequence.Inputs[0], p.Sequence.TargetSymbols[0], p.Sequence.Admissible[0]) = (1, 0, admissible);
        }, [0, 0, 0, 0, 0.9f, 0.8f, 0.1f]);

        Assert.Equal(isRight, shown.IsRight);
        Assert.Equal(0.8f, shown.MaxError);
    }

    [Fact]
    public void Output_ThatIsNoNumber_IsWrong()
    {
        using var network = new LeakyLanes(1, 1, 1);
        Presentation shown = Show(network, p =>
        {
            (p.Kind, p.Tolerance) = (PresentationKind.Test, 1);
            Fill(p.Sequence, length: 2, firstTarget: 0, inputs: [float.NaN, 0], targets: [0, 0]);
        });

        Assert.Equal(2, shown.WrongSteps);
        Assert.True(float.IsNaN(shown.MaxError));
    }

    [Fact]
    public void Network_IsMadeAnewAndExtended_WhereTheTrialSaysSo()
    {
        using var network = new LeakyLanes(2, 1, 1);
        var weights = new List<float[]>();
        var added = new List<bool>();
        var trial = new ScriptedTrial(0, _ => Turns());
        new LaneRunner(network, new TrialQueue(_ => trial, 1)).Run(CancellationToken.None);

        Assert.Equal([true, false, true], added);
        Assert.NotEqual(weights[0], weights[1]);
        Assert.Equal(weights[1], trial.Result.Weights);

        IEnumerable<Presentation> Turns()
        {
            var shown = new Presentation();
            foreach (PresentationKind kind in (PresentationKind[])[
                PresentationKind.Extend, PresentationKind.Extend, PresentationKind.Reinitialize,
                PresentationKind.Extend,
            ])
            {
                weights.AddRange(kind == PresentationKind.Reinitialize ? [Weights(network)] : []);
                shown.Kind = kind;
                yield return shown;
                weights.AddRange(kind == PresentationKind.Reinitialize ? [Weights(network)] : []);
                added.AddRange(kind == PresentationKind.Extend ? [shown.WasAdded] : []);
            }
        }
    }

    [Fact]
    public void Sequence_ThatDoesNotFit_IsRefused()
    {
        using var network = new LeakyLanes(1, 2, 1);
        Assert.Throws<InvalidOperationException>(
            () => Show(network, p => Fill(p.Sequence, length: 1, firstTarget: 0, inputs: [1], targets: [1])));
    }

    [Fact]
    public void Cancellation_LeavesTrialsUnfinished()
    {
        using var stop = new CancellationTokenSource();
        using var network = new LeakyLanes(2, 1, 1);
        var queue = new TrialQueue(n => new ScriptedTrial(n, _ => Turns(n)), 5);
        new LaneRunner(network, queue).Run(stop.Token);

        Assert.Equal([true, true, false, false, false], Enumerable.Range(0, 5).Select(queue.IsDone));

        IEnumerable<Presentation> Turns(int number)
        {
            var shown = new Presentation { Kind = PresentationKind.Test };
            while (true)
            {
                Fill(shown.Sequence, length: 2, firstTarget: 1, inputs: [1, 1], targets: [9]);
                yield return shown;
                if (number < 2)
                {
                    yield break;
                }

                stop.Cancel();
            }
        }
    }

    [Fact]
    public void Sequences_AreShownWithoutAllocation()
    {
        using var network = new LeakyLanes(2, 1, 1)
        {
            Seen = { Capacity = 100_000 },
            RatesSeen = { Capacity = 100_000 },
        };
        long[] bytes = new long[2];
        new LaneRunner(network, new TrialQueue(n => new ScriptedTrial(n, _ => Turns(n)), 2))
            .Run(CancellationToken.None);

        Assert.Equal([0, 0], bytes);

        IEnumerable<Presentation> Turns(int number)
        {
            var shown = new Presentation();
            float[] inputs = [1, 1];
            float[] targets = [9];
            for (int i = 0; i < 2000; i++)
            {
                shown.Kind = i % 3 == 0 ? PresentationKind.Test : PresentationKind.Train;
                Fill(shown.Sequence, 2, 1, inputs, targets);
                yield return shown;
                bytes[number] -= i == 100 ? Allocations.BytesSoFarWithoutBuffer() : 0;
                bytes[number] += i == 1900 ? Allocations.BytesSoFar : 0;
            }
        }
    }

    /// <summary>Trials of different lengths that train, test, go on, stop early and start again.</summary>
    private static Trial[] RunMixed(int lanes, int threads)
    {
        var trials = new Trial[TrialCount];
        var queue = new TrialQueue(n => trials[n] = new ScriptedTrial(n, Turns), TrialCount);
        Thread[] workers = [.. Enumerable.Range(0, threads).Select(_ => new Thread(Work))];
        Array.ForEach(workers, w => w.Start());
        Array.ForEach(workers, w => w.Join());
        return trials;

        void Work()
        {
            using var network = new LeakyLanes(lanes, 2, 3, leadingSteps: 1);
            new LaneRunner(network, queue).Run(CancellationToken.None);
        }

        static IEnumerable<Presentation> Turns(ScriptedTrial trial)
        {
            var random = new TrialRandom(3, "scripted/sequences", trial.Number);
            var shown = new Presentation { Tolerance = 0.4f };
            for (int n = 0; n < 40 + (20 * trial.Number); n++)
            {
                shown.Kind = n == 30 ? PresentationKind.Reinitialize
                    : random.Below(4) == 0 ? PresentationKind.Test
                    : PresentationKind.Train;
                (shown.GoesOn, shown.StopsAtWrong, shown.Rate, shown.RateDecay) = (n > 0 && n != 31
                    && random.Below(5) == 0, random.Below(6) == 0, 0.1f, random.Coin()
                    ? 1
                    : 0.9f);
                int length = 1 + random.Below(9);
                int firstTarget = random.Below(length);
                shown.Sequence.Begin(length, firstTarget, 2, 3);
                foreach (ref float value in shown.Sequence.Inputs)
                {
                    value = random.Uniform(-1, 1);
                }

                foreach (ref float value in shown.Sequence.Targets)
                {
                    value = random.Uniform();
                }

                yield return shown;
                trial.Result.Curve.Add((shown.Steps + (100L * shown.WrongSteps), shown.MeanError + shown.MaxError));
            }
        }
    }

    private static Presentation Show(LeakyLanes network, Action<Presentation> prepare, float[]? weights = null)
    {
        var shown = new Presentation();
        var trial = new ScriptedTrial(0, _ => Turns());
        new LaneRunner(network, new TrialQueue(_ => trial, 1)).Run(CancellationToken.None);
        return shown;

        IEnumerable<Presentation> Turns()
        {
            network.WriteWeights(
                0,
                weights
                    ?? (network.Outputs == 2 ? [1, 2, -4, 0, 0.25f] : [.. Enumerable.Repeat(1f, network.WeightCount)]));
            prepare(shown);
            yield return shown;
            network.WeightsSeen = Weights(network);
        }
    }

    private static float[] Weights(LeakyLanes network)
    {
        float[] weights = new float[network.WeightCount];
        network.ReadWeights(0, weights);
        return weights;
    }

    private static void Fill(ProblemSequence sequence, int length, int firstTarget, float[] inputs, float[] targets)
    {
        sequence.Begin(length, firstTarget, inputs.Length / length, targets.Length / (length - firstTarget));
        inputs.CopyTo(sequence.Inputs);
        targets.CopyTo(sequence.Targets);
    }

    private static void FillSymbols(ProblemSequence sequence, int[] symbols, int[] targets)
    {
        sequence.Begin(symbols.Length, symbols.Length - targets.Length, 0, 0);
        symbols.CopyTo(sequence.Symbols);
        targets.CopyTo(sequence.TargetSymbols);
    }
}
