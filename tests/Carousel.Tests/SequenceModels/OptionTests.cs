using Carousel.Training;

namespace Carousel.Tests.SequenceModels;

/// <summary>The options of a training, and the measured values.</summary>
public sealed class OptionTests
{
    private static readonly SequenceOptions _short = new() { Hidden = 8, Epochs = 3, Threads = 1 };

    [Theory]
    [InlineData(32)]
    [InlineData(1)]
    public void Weights_CountBetweenBatchesToo(int batchSize)
    {
        (float[][][] inputs, float[] sums) = MadeSequences.FirstThree(40);
        float[] wrong = [.. sums.Select((s, n) => n % 2 == 0 ? s : s - 500)];
        using var model = SequenceModel.Train(inputs, wrong, _short with
        {
            Epochs = 60,
            Patience = 0,
            LearningRate = 0.01,
            ValidationShare = 0,
            BatchSize = batchSize,
            Optimizer = new SgdOptions { Momentum = 0.9 },
            Weights = [.. wrong.Select((_, n) => n % 2 == 0 ? 1f : 0.001f)],
        });
        double error = model.Evaluate(inputs, sums).MeanAbsoluteError!.Value;
        Assert.True(error < 60, $"{error}");
    }

    [Fact]
    public void Start_ReadsARowsColumnsByTheirNames()
    {
        using var first = SequenceModel.Train(Table("load", "heat"), "fails", "machine", options: _short);
        SequenceOptions further = _short with { Start = first, ValidationShare = 0, Epochs = 1 };
        using var same = SequenceModel.Train(Table("load", "heat"), "fails", "machine", options: further);
        using var other = SequenceModel.Train(Table("heat", "load"), "fails", "machine", options: further);
        Assert.Equal(
            same.Network.Parameters.SelectMany(p => p.Value.ToArray()),
            other.Network.Parameters.SelectMany(p => p.Value.ToArray()));

        static System.Data.IDataReader Table(params string[] features)
        {
            var table = new System.Data.DataTable();
            foreach (string name in (string[])["machine", .. features, "fails"])
            {
                table.Columns.Add(name, name == "machine" ? typeof(string) : typeof(float));
            }

            for (int n = 0; n < 30; n++)
            {
                System.Data.DataRow row = table.NewRow();
                (row["machine"], row["load"], row["heat"], row["fails"]) =
                    ($"m{n / 3}", n % 7, n % 5 * 100f, (float)(n / 3));
                table.Rows.Add(row);
            }

            return table.CreateDataReader();
        }
    }

    [Fact]
    public void Weights_OfZero_LeaveASequenceOut()
    {
        (float[][][] inputs, float[] sums) = MadeSequences.FirstThree(40);
        float[] wrong = [.. sums.Select((s, n) => n % 2 == 0 ? s : s - 500)];
        SequenceOptions options = _short with
        {
            Epochs = 60,
            Patience = 0,
            LearningRate = 0.01,
            ValidationShare = 0,
            Weights = [.. wrong.Select((_, n) => n % 2 == 0 ? 1f : 0)],
        };
        using var weighted = SequenceModel.Train(inputs, wrong, options);
        using var plain = SequenceModel.Train(inputs, wrong, options with { Weights = [] });

        (float[][][] others, float[] truth) = MadeSequences.FirstThree(40, seed: 2);
        double error = weighted.Evaluate(others, truth).MeanAbsoluteError!.Value;
        Assert.True(4 * error < plain.Evaluate(others, truth).MeanAbsoluteError, $"{error}");
    }

    [Fact]
    public void Weights_ThatAreAllOne_GiveTheSameBits()
    {
        (float[][][] inputs, float[] sums) = MadeSequences.FirstThree(40);
        using var plain = SequenceModel.Train(inputs, sums, _short);
        using var weighted = SequenceModel.Train(
            inputs, sums, _short with { Weights = [.. sums.Select(_ => 1f)] });
        Assert.Equal(plain.Predict(inputs), weighted.Predict(inputs));
    }

    [Fact]
    public void ValidationSet_ChoosesTheEpoch_AndNothingIsHeldOut()
    {
        (float[][][] inputs, string[] labels) = MadeSequences.SinesAndNoise(40);
        (float[][][] others, string[] truth) = MadeSequences.SinesAndNoise(20, seed: 2);
        truth = [.. truth.Reverse()];
        using var model = SequenceModel.Train(
            inputs, labels, _short with { Epochs = 12, Patience = 0, Validation = (others, truth) });

        double best = model.Result.History.Min(e => e.Score!.Value);
        Assert.Equal(best, model.Result.BestScore);
        Assert.Equal(best, model.Evaluate(others, truth).CrossEntropy!.Value, 1e-4);
        Assert.Contains("trained on 40 sequences", Assert.Single(model.Design.Origin), StringComparison.Ordinal);
    }

    [Fact]
    public void Start_GoesOnFromTheWeights_AndLeavesTheModel()
    {
        (float[][][] inputs, string[] labels) = MadeSequences.SinesAndNoise(60);
        using var first = SequenceModel.Train(inputs, labels, _short with { Epochs = 20, LearningRate = 0.01 });
        float[][] before = first.Predict(inputs);
        using var second = SequenceModel.Train(
            inputs, labels,
            _short with { Start = first, Epochs = 1, LearningRate = 1e-9, ValidationShare = 0 });

        Assert.Equal(before, first.Predict(inputs));
        float[][] after = second.Predict(inputs);
        Assert.All(before.Zip(after), p => Assert.Equal(p.First[0], p.Second[0], 1e-4f));
        Assert.Equal(2, second.Design.Origin.Count);
        Assert.Equal(first.Labels, second.Labels);
    }

    [Fact]
    public void Start_RefusesAnotherNetwork()
    {
        (float[][][] inputs, string[] labels) = MadeSequences.SinesAndNoise(20);
        using var first = SequenceModel.Train(inputs, labels, _short);
        foreach (SequenceOptions other in new SequenceOptions[]
        {
            new() { Cell = CellKind.Gru }, new() { Hidden = 32 }, new() { Layers = 2 },
        })
        {
            Assert.StartsWith(
                "Cell, Hidden and Layers must be those of the model to start from, LSTM 8, last step",
                Refusal(() => SequenceModel.Train(inputs, labels, other with { Start = first })),
                StringComparison.Ordinal);
        }

        using var same = SequenceModel.Train(inputs, labels, new() { Start = first, Epochs = 1, Threads = 1 });
        Assert.Equal(first.Design.Layers, same.Design.Layers);
    }

    [Fact]
    public void Start_KnowsClassesByTheirLabels()
    {
        (float[][][] inputs, string[] labels) = MadeSequences.SinesAndNoise(60);
        string[] three = [.. labels.Select((l, n) => n < 20 ? "a " + l : l)];
        using var first = SequenceModel.Train(inputs, three, _short);
        Assert.Equal(4, first.Labels.Count);
        using var second = SequenceModel.Train(inputs, labels, _short with { Start = first });
        Assert.Equal(first.Labels, second.Labels);
        Assert.Equal("The model does not know the class 'c'.", Refusal(
            () => SequenceModel.Train(
                inputs, labels.Select((l, n) => n == 0 ? "c" : l).ToArray(), _short with { Start = first })));
    }

    [Fact]
    public void Symbols_AreRead_AndStreamed()
    {
        var random = new Random(1);
        int[][] inputs = [.. Enumerable.Range(0, 200).Select(_ => Enumerable.Range(0, random.Next(4, 9))
            .Select(_ => random.Next(5)).ToArray())];
        string[] labels = [.. inputs.Select(s => s.Contains(4) ? "with" : "without")];
        using var model = SequenceModel.Train(
            inputs, labels, _short with { Epochs = 40, LearningRate = 0.02, Patience = 0 });

        Assert.True(model.Evaluate(inputs, labels).Accuracy > 0.95);
        using SequenceStream stream = model.Stream();
        float[] last = [];
        foreach (int symbol in inputs[0])
        {
            last = stream.Step([symbol]).ToArray();
        }

        Assert.Equal(model.Predict(SequenceInputs.OfSymbols([inputs[0]], 5))[0], last);
        Assert.Contains("symbol", Refusal(() => model.Predict((SequenceInputs)new int[][] { [0, 5] })),
            StringComparison.Ordinal);
        Assert.Contains("Sequence 0 has a symbol", Refusal(() => SequenceInputs.OfSymbols([[-1]], 5)),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Loss_OptimizerAndSchedule_AreUsed()
    {
        (float[][][] inputs, float[] sums) = MadeSequences.FirstThree(40);
        float[] plain = Answer(_short);
        SequenceOptions[] others =
        [
            _short with { Loss = Loss.Huber(0.1f) }, _short with { Optimizer = new SgdOptions() },
            _short with { Schedule = new CosineSchedule() }, _short with { ClipNorm = 0.01 },
        ];
        Assert.All(others, o => Assert.NotEqual(plain, Answer(o)));
        Assert.Equal(
            "The loss CrossEntropy does not fit; these do: Squared, Absolute, Huber.",
            Refusal(() => Answer(_short with { Loss = Loss.CrossEntropy() })));

        float[] Answer(SequenceOptions options)
        {
            using var model = SequenceModel.Train(inputs, sums, options);
            return model.Predict(inputs[0]);
        }
    }

    [Fact]
    public void Mistakes_AreNamed()
    {
        (float[][][] inputs, float[] sums) = MadeSequences.FirstThree(10);
        using var model = SequenceModel.Train(inputs, sums, _short);
        Assert.Equal(
            "There are 10 sequences, but weights for 1.",
            Refusal(() => SequenceModel.Train(inputs, sums, _short with { Weights = [1] })));
        Assert.Equal(
            "The weight of sequence 1 is -1; it must be 0 or more.",
            Refusal(() => SequenceModel.Train(
                inputs, sums, _short with { Weights = [.. sums.Select((_, n) => n == 1 ? -1f : 1)] })));
        Assert.Equal(
            "All weights are 0.",
            Refusal(() => SequenceModel.Train(inputs, sums, _short with { Weights = new float[10] })));
        Assert.Equal(
            "The targets are classes of sequences; the model answers otherwise.",
            Refusal(() => model.Evaluate(inputs, sums.Select((_, n) => n % 2).ToArray())));
        Assert.Contains(
            "symbols, but the model was trained on numbers",
            Refusal(() => SequenceModel.Train(
                new int[][] { [0, 1] }, new[] { 1f }, _short with { Start = One() })), StringComparison.Ordinal);

        Assert.Equal("Expected at least one target.", Refusal(() => _ = (SequenceTargets)new int[][] { [] }));

        SequenceModel One() => SequenceModel.Train(new float[][][] { [[1]], [[2]] }, new[] { 1f, 2 }, _short);
    }

    [Fact]
    public void Scores_OfSteps_AreThoseOfAllSteps()
    {
        (float[][][] inputs, float[][][] sums) = MadeSequences.RunningSums(20);
        using var model = SequenceModel.Train(inputs, sums, _short);
        float[] errors =
            [.. model.PredictSteps(inputs).SelectMany((s, n) => s.Select((a, t) => a[0] - sums[n][t][0]))];
        SequenceScores scores = model.Evaluate(inputs, sums);
        Assert.Equal(errors.Length, scores.Count);
        Assert.Equal(errors.Average(e => Math.Abs((double)e)), scores.MeanAbsoluteError!.Value, 1e-6);
        Assert.Equal(Math.Sqrt(errors.Average(e => (double)e * e)), scores.RootMeanSquaredError!.Value, 1e-6);
        Assert.Null(scores.Accuracy);
    }

    [Fact]
    public void OneClass_IsMeasured_AlsoAlone()
    {
        (float[][][] inputs, string[] labels) = MadeSequences.SinesAndNoise(20);
        using var model = SequenceModel.Train(inputs, labels, _short);
        float own = model.Predict(inputs[0])[1];
        SequenceScores scores = model.Evaluate(new[] { inputs[0] }, new[] { "sine" });
        Assert.Equal(own > 0.5 ? 1 : 0, scores.Accuracy);
        Assert.Equal(-Math.Log(own), scores.CrossEntropy!.Value, 1e-6);
    }

    private static string Refusal(Action action) => Assert.Throws<ArgumentException>(action).Message;
}
