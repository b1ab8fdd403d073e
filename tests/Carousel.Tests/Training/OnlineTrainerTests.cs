using Carousel.Autograd;
using Carousel.Storage;
using Carousel.Tensors;
using Carousel.Testing;
using Carousel.Tests.Storage;
using Carousel.Training;

namespace Carousel.Tests.Training;

public sealed class OnlineTrainerTests : IDisposable
{
    private static readonly OnlineTrainerOptions _options = new() { LearningRate = 0.02, Seed = 5 };

    private readonly CpuBackend _backend = new(1);
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _backend.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Step_LowersTheLoss_AndCounts()
    {
        var problem = new TinyProblem(_backend);
        using var trainer = new OnlineTrainer(_backend, problem.Model, _options);
        double[] losses = [.. Enumerable.Range(0, 200).Select(step => Step(trainer, problem, step))];
        Assert.True(losses[^20..].Average() < losses[..20].Average() / 4);
        Assert.Equal(200, trainer.Steps);
    }

    [Fact]
    public void Resume_GivesTheSameBits_AndTheCallersOwn()
    {
        float[] expected = Run(0, 30, save: false, resume: false);
        Run(0, 11, save: true, resume: false);
        Assert.Equal(expected, Run(11, 30, save: false, resume: true));
    }

    [Fact]
    public void Step_AllocatesNothing_OnceWarm()
    {
        var problem = new TinyProblem(_backend);
        using var trainer = new OnlineTrainer(_backend, problem.Model, _options);
        Func<Tape, BatchLoss> loss = tape => problem.Loss(tape, 0, 0, default);
        Allocations.AssertNone(() => trainer.Step(loss));
    }

    [Fact]
    public void Step_SetsBack_WhenTheLossIsNotFinite()
    {
        var problem = new TinyProblem(_backend) { Disturbance = batch => batch == 3 ? float.NaN : 1 };
        using var trainer = new OnlineTrainer(_backend, problem.Model, _options);
        Step(trainer, problem, 0);
        Step(trainer, problem, 1);
        float[] good = Values(problem);
        Step(trainer, problem, 2);
        DivergenceException diverged = Assert.Throws<DivergenceException>(() => Step(trainer, problem, 3));
        Assert.Equal((4, "loss"), (diverged.Step, diverged.Tensor));
        Assert.Equal(good, Values(problem));
    }

    [Fact]
    public void Divergence_AfterAResume_KeepsWhatWasRead()
    {
        float[] read = Run(0, 3, save: true, resume: false);
        var problem = new TinyProblem(_backend) { Disturbance = batch => batch == 1 ? float.NaN : 1 };
        using var trainer = new OnlineTrainer(_backend, problem.Model, _options);
        Step(trainer, problem, 0);
        trainer.Resume(_folder.File("online.safetensors"), "tiny");
        Assert.Throws<DivergenceException>(() => Step(trainer, problem, 1));
        Assert.Equal(read, Values(problem));
    }

    [Fact]
    public void Resume_RefusesWhatIsNotItsOwn_AndChangesNothing()
    {
        Run(0, 3, save: true, resume: false);
        string file = _folder.File("online.safetensors");
        var problem = new TinyProblem(_backend, seed: 2);
        float[] before = Values(problem);

        Refused(
            "the checkpoint was made with learning_rate = 0.02, now it is 0.1",
            _options with { LearningRate = 0.1 }, "tiny", file);
        Refused(
            "the checkpoint was made with optimiser = adam, now it is sgd",
            _options with { Optimizer = new SgdOptions() }, "tiny", file);
        Refused("the checkpoint belongs to another model", _options, "other", file);
        Refused("there is no such file", _options, "tiny", _folder.File("none"));
        File.WriteAllBytes(file, [.. File.ReadAllBytes(file)[..^3], 1, 2, 3]);
        Refused("damaged", _options, "tiny", file);
        Assert.Equal(before, Values(problem));

        void Refused(string said, OnlineTrainerOptions options, string name, string path)
        {
            using var trainer = new OnlineTrainer(_backend, problem.Model, options);
            Assert.Contains(
                said, Assert.Throws<CheckpointException>(() => trainer.Resume(path, name)).Message,
                StringComparison.Ordinal);
        }
    }

    private static double Step(OnlineTrainer trainer, TinyProblem problem, int step) =>
        trainer.Step(tape => problem.Loss(tape, 0, step % problem.BatchesIn(0), default));

    private static float[] Values(TinyProblem problem) =>
        [.. problem.Model.Parameters.SelectMany(p => p.Value.ToArray())];

    private float[] Run(int from, int to, bool save, bool resume)
    {
        string file = _folder.File("online.safetensors");
        var problem = new TinyProblem(_backend);
        using var trainer = new OnlineTrainer(_backend, problem.Model, _options);
        if (resume)
        {
            (string position, IReadOnlyDictionary<string, StoredTensor> own) = trainer.Resume(file, "tiny");
            Assert.Equal((from, $"after {from}"), (trainer.Steps, position));
            Assert.Equal([from, 2], own["rows"].Values.ToArray());
        }

        for (int step = from; step < to; step++)
        {
            Step(trainer, problem, step);
        }

        if (save)
        {
            trainer.Save(file, "tiny", $"after {to}", [new StoredTensor("rows", new Shape(2), new float[] { to, 2 })]);
        }

        return Values(problem);
    }
}
