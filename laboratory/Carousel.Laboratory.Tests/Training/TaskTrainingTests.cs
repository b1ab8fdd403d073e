using Carousel.Autograd;
using Carousel.Jobs.Fitting;
using Carousel.Laboratory.Claims;
using Carousel.Laboratory.Training;
using Carousel.Tensors;
using Carousel.Training;

namespace Carousel.Laboratory.Tests.Training;

public sealed class TaskTrainingTests
{
    private static readonly TaskTrainingOptions _options = new()
    {
        MostSequences = 4000,
        BatchSize = 16,
        CheckEvery = 10,
        HeldSequences = 100,
        IsSolved = s => s.Accuracy == 1,
        Trainer = new TrainerOptions { LearningRate = 0.03 },
    };

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Run_SolvesAnEasyTask_AndStopsThere(int cell)
    {
        using var backend = new CpuBackend(1);
        TaskOutcome outcome = Train(backend, (CellKind)cell, seed: 1);
        Assert.True(outcome.IsSolved);
        Assert.False(outcome.IsDiverged);
        Assert.Equal(outcome.Sequences, outcome.Curve[^1].Sequences);
        Assert.InRange(outcome.Sequences, 160, 3840);
        Assert.InRange(outcome.Test.Accuracy, 0.95, 1);
    }

    [Fact]
    public void Run_EndsWithTheBudget_WhenNothingIsSolved()
    {
        using var backend = new CpuBackend(1);
        TaskOutcome outcome = Train(
            backend, CellKind.Lstm, seed: 1, _options with { MostSequences = 320, IsSolved = s => s.Accuracy > 1 });
        Assert.False(outcome.IsSolved);
        Assert.Equal(320, outcome.Sequences);
    }

    [Fact]
    public void Run_SaysSo_WhenItDiverges()
    {
        using var backend = new CpuBackend(1);
        TaskTrainingOptions wild = _options with
        {
            Trainer = new TrainerOptions
            {
                LearningRate = 1e38,
                ClipNorm = 0,
                Optimizer = new Carousel.Training.SgdOptions(),
            },
        };
        Assert.True(Train(backend, CellKind.Elman, seed: 1, wild).IsDiverged);
    }

    [Fact]
    public void Run_Ends_WhenCanceled()
    {
        using var backend = new CpuBackend(1);
        using var stop = new CancellationTokenSource();
        TaskNetwork network = Network(backend, CellKind.Gru, 1);
        Assert.ThrowsAny<OperationCanceledException>(
            () =>
                TaskTraining.Run(
                    backend, network, new EchoTask(), _options with { IsSolved = null }, 1, stop.Token,
                    _ => stop.Cancel()));
    }

    [Fact]
    public void Trials_GiveTheSame_WithAnyNumberOfThreads()
    {
        string[] one = Trials(1), three = Trials(3);
        Assert.Equal(one, three);
        Assert.Equal(5, one.Distinct().Count());

        static string[] Trials(int threads) => ClaimTrials.Run(
            (ulong[])[1, 2, 3, 4, 5], new ClaimRun { Threads = threads }, seed => $"seed {seed}", null,
            (seed, backend, progress) =>
                string.Join(' ', Train(backend, CellKind.Lstm, seed).Curve.Select(p => p.Score)));
    }

    [Fact]
    public void Trials_ReportTheirShare_ByCost()
    {
        var reports = new List<(string Part, double Share)>();
        var run = new ClaimRun { Progress = new Collector(reports) };
        ClaimTrials.Run((int[])[3, 1], run, job => $"job {job}", job => job, (job, _, progress) =>
        {
            progress(0.5);
            return job;
        });
        Assert.Equal([0, 0.375, 0.75, 0.75, 0.875, 1], reports.Select(r => r.Share));
        Assert.Equal("job 1", reports[^1].Part);
    }

    [Fact]
    public void Trials_PassOn_WhatATrialThrows() =>
        Assert.Throws<InvalidDataException>(
            () =>
                ClaimTrials.Run<int, int>(
                    [1, 2], new ClaimRun { Threads = 2 }, j => $"{j}", null,
                    (_, _, _) => throw new InvalidDataException("bad")));

    [Fact]
    public void Sets_OfOtherPurposes_HaveOtherSequences()
    {
        string[] sets =
        [
            .. ((string[])["validation", "test", "validation"])
                .Select(
                    purpose =>
                        string.Join(
                            ' ', TaskEvaluation.Draw(new EchoTask(), 1, purpose, 100).SelectMany(b => b.Targets))),
        ];
        Assert.Equal(sets[0], sets[2]);
        Assert.NotEqual(sets[0], sets[1]);
    }

    [Fact]
    public void Score_IsChance_BeforeTraining()
    {
        using var backend = new CpuBackend(1);
        using var arena = new Arena(backend);
        TaskScore score = TaskEvaluation.Score(
            new Tape(backend, arena), Network(backend, CellKind.Lstm, 1), new EchoTask(),
            TaskEvaluation.Draw(new EchoTask(), 1, "test", 300));
        Assert.InRange(score.Accuracy, 0.15, 0.6);
        Assert.Equal(score.Accuracy, score.WholeSequences, 1e-12);
        Assert.InRange(score.Loss, 0.8, 1.6);
    }

    private static TaskNetwork Network(CpuBackend backend, CellKind cell, ulong seed)
    {
        var network = new TaskNetwork(cell.ToCell().Make(new(3, 8)), 3);
        network.Build(backend, seed);
        return network;
    }

    private static TaskOutcome Train(
        CpuBackend backend, CellKind cell, ulong seed, TaskTrainingOptions? options = null) =>
        TaskTraining.Run(
            backend, Network(backend, cell, seed), new EchoTask(), options ?? _options, seed, CancellationToken.None);

    private sealed class Collector(List<(string Part, double Share)> reports) : IProgress<(string Part, double Share)>
    {
        public void Report((string Part, double Share) value) => reports.Add(value);
    }
}
