using Carousel.Autograd;
using Carousel.Data;
using Carousel.Layers;
using Carousel.Tensors;
using Carousel.Testing;
using Carousel.Training;
using TrainingLoss = Carousel.Training.Loss;

namespace Carousel.Tests.Training;

/// <summary>The figures of a dry run, compared with the training.</summary>
public sealed class TrainingMemoryTests
{
    [Theory]
    [InlineData("lstm", false)]
    [InlineData("lstm", true)]
    [InlineData("gru", false)]
    [InlineData("variant", false)]
    [InlineData("weight-drop", false)]
    [InlineData("bidirectional", true)]
    public void Tensors_AreWhatTheTrainingTakes_WhateverTheLengths(string layer, bool recompute)
    {
        using var backend = new CpuBackend(1);
        var options = new TrainerOptions { Epochs = 1, Recompute = recompute };
        using var weighed = new Trainer(backend, new Problem(backend, layer), options);
        long stated = weighed.MeasureMemory().Tensors;
        weighed.Fit(TestContext.Current.CancellationToken);

        // Segments have a separate arena, whose least size is a megabyte.
        Assert.InRange(weighed.ArenaBytes, stated, stated + (recompute ? 1 << 20 : 0));
    }

    [Fact]
    public void Weigh_LeavesNoTrace_InTheResult()
    {
        using var backend = new CpuBackend(1);
        float[][] results = [.. new[] { false, true }.Select(isWeighed =>
        {
            var problem = new Problem(backend, "weight-drop");
            using var trainer = new Trainer(backend, problem, new TrainerOptions { Epochs = 2 });
            if (isWeighed)
            {
                trainer.MeasureMemory();
            }

            trainer.Fit(TestContext.Current.CancellationToken);
            return problem.Model.Parameters.SelectMany(p => p.Value.ToArray()).ToArray();
        })];

        Near.SameBits(results[1], results[0]);
    }

    [Fact]
    public void Held_CountsMomentsAndCopies_AndCheckpointsTwice()
    {
        using var backend = new CpuBackend(1);
        var problem = new Problem(backend, "elman");
        long parameters = problem.Model.Parameters.Sum(p => (long)p.Shape.Length) * sizeof(float);
        using var plain = new Trainer(backend, problem, new TrainerOptions());
        using var kept = new Trainer(backend, problem, new TrainerOptions { CheckpointFile = "never-written" });

        Assert.Equal(4 * parameters, plain.MeasureMemory().Held);
        Assert.Equal(8 * parameters, kept.MeasureMemory().Held);

        // Averages, and the parameters that they replace; a checkpoint contains only the averages.
        var averaging = new TrainerOptions { Averaging = new AveragingOptions() };
        using var averaged = new Trainer(backend, problem, averaging);
        using var both = new Trainer(backend, problem, averaging with { CheckpointFile = "never-written" });
        Assert.Equal(6 * parameters, averaged.MeasureMemory().Held);
        Assert.Equal(11 * parameters, both.MeasureMemory().Held);
        Assert.Throws<OperationCanceledException>(() => kept.MeasureMemory(new CancellationToken(canceled: true)));
    }

    /// <summary>Sequences of many lengths, long ones last.</summary>
    private sealed class Problem : ITrainingProblem
    {
        private static readonly int[][] _lengths = [[200, 30, 70], [900], [400, 600, 20, 10], [330, 0, 900, 800]];
        private readonly Packing _packing = new();
        private readonly Stack _network;

        public Problem(Backend backend, string layer)
        {
            SequenceLayer recurrent = layer switch
            {
                "lstm" => new Lstm(40, 50),
                "gru" => new Gru(40, 50),
                "elman" => new Elman(40, 50),
                "variant" => new Lstm(
                    40, 50,
                    options: new LstmOptions { Peepholes = true, RecurrentDropout = 0.2f }),
                "weight-drop" => new Lstm(40, 50, options: new LstmOptions { WeightDrop = 0.3f }),
                _ => new Bidirectional(new Lstm(40, 25), new Gru(40, 25, reverse: true)),
            };
            _network = new Stack(new Dense(3, 40), recurrent, new Dropout(50, 0.2f), new Dense(50, 30));
            _network.Build(backend, 1);
        }

        public Layer Model => _network;

        public int BatchesIn(int epoch) => _lengths.Length;

        public BatchLoss Loss(Tape tape, int epoch, int batch, Tensor carried)
        {
            _packing.Set(_lengths[batch]);
            int N = _packing.Rows;
            float[] x = [.. Enumerable.Range(0, N * 3).Select(i => (float)Math.Sin(i))];
            Tensor target = tape.Arena.Allocate(new Shape(N, 30));
            target.Write(new float[N * 30]);
            Variable y = _network.Forward(tape, tape.Input(x, new Shape(N, 3)), _packing).Hidden;
            return new BatchLoss(TrainingLoss.Squared.Apply(tape, y, target), N);
        }

        public double? Validate(Tape tape, CancellationToken cancellation) => null;
    }
}
