using Carousel.Autograd;
using Carousel.Data;
using Carousel.Tensors;
using Carousel.Testing;
using Carousel.Training;

namespace Carousel.Tests.Training;

/// <summary>A hundred steps of each optimiser, with clipping, against PyTorch in double precision.</summary>
public sealed class TrainingParityTests
{
    public static TheoryData<string> Names => [.. Golden.Names("train-")];

    [Theory]
    [MemberData(nameof(Names))]
    public void Fit_GivesPyTorchsLosses_OverAHundredSteps(string name)
    {
        var golden = Golden.Read(name);
        using var backend = new CpuBackend(2);
        var problem = new SequenceRegressor(backend, 2, 6, Batches(golden));
        Dictionary<string, Parameter> parameters = Named(problem);
        foreach ((string torch, Parameter parameter) in parameters)
        {
            parameter.Set(golden.Floats(torch));
        }

        var losses = new List<float>();
        var options = new TrainerOptions
        {
            Epochs = 20,
            Optimizer = Optimizer(golden),
            LearningRate = golden.Number("learning_rate"),
            ClipNorm = golden.Number("clip_norm"),
            ClipValue = golden.Number("clip_value"),
            KeepBest = false,
        };
        using var trainer = new Trainer(
            backend, problem, options, [new Watcher { Step = r => losses.Add((float)r.Loss) }]);
        trainer.Fit(TestContext.Current.CancellationToken);

        Near.Within(losses.ToArray(), golden.Values("losses"), Near.TrainingParity);
        foreach ((string torch, Parameter parameter) in parameters)
        {
            Near.Within(parameter.Value.ToArray(), golden.Values("final." + torch), Near.TrainingParity, torch);
        }
    }

    private static Dictionary<string, Parameter> Named(SequenceRegressor problem) =>
        problem.Model.Parameters.ToDictionary(
        parameter => parameter.Name switch
        {
            "lstm.W" => "lstm.weight_ih_l0",
            "lstm.R" => "lstm.weight_hh_l0",
            "lstm.b" => "lstm.bias_ih_l0",
            _ => "dense." + parameter.Name,
        });

    private static OptimizerOptions Optimizer(Golden golden) => golden.Setting("optimiser").GetString()! switch
    {
        "sgd" =>
            new SgdOptions { Momentum = golden.Number("momentum"), Nesterov = golden.Setting("nesterov").GetBoolean() },
        "rmsprop" => new RmsPropOptions { Decay = golden.Number("decay"), Epsilon = golden.Number("epsilon") },
        var kind => new AdamOptions
        {
            Beta1 = golden.Number("beta1"),
            Beta2 = golden.Number("beta2"),
            Epsilon = golden.Number("epsilon"),
            WeightDecay = kind == "adamw" ? golden.Number("weight_decay") : 0,
        },
    };

    /// <summary>Step s trains on batch s mod 5; only the last of the T steps of a sequence has a weight.</summary>
    private static List<SequenceRegressor.Sequences> Batches(Golden golden)
    {
        (float[] x, float[] target) = (golden.Floats("x"), golden.Floats("target"));
        int[] shape = golden.Shape("x");
        (int batches, int steps, int size, int features) = (shape[0], shape[1], shape[2], shape[3]);
        int[] lengths = [.. Enumerable.Repeat(steps, size)];
        int length = steps * size * features;
        var all = new List<SequenceRegressor.Sequences>();
        for (int k = 0; k < batches; k++)
        {
            var targets = new float[steps * size];
            var weights = new float[steps * size];
            target.AsSpan(k * size, size).CopyTo(targets.AsSpan((steps - 1) * size));
            weights.AsSpan((steps - 1) * size).Fill(1);
            var batch = SequenceBatch.FromPadded(x.AsSpan(k * length, length), lengths, features);
            all.Add(new SequenceRegressor.Sequences(batch, targets, weights) { Carries = false });
        }

        return all;
    }
}
