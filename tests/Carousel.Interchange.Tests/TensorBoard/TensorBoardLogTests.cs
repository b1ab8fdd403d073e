using System.Text.Json;
using Carousel.Interchange.TensorBoard;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Training;

namespace Carousel.Interchange.Tests.TensorBoard;

/// <summary>A training's event file, read by a separate program.</summary>
public sealed class TensorBoardLogTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("carousel-board-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task File_HoldsTheTraining()
    {
        EventReader.RequirePython();
        using TensorBoardLog log = Log();
        var seen = new Watched();
        using (IJobModel model = await FitAsync(log, seen))
        {
            log.WriteResult(
                new Dictionary<string, double> { ["perplexity"] = 2.5, ["unknown"] = double.NaN }, "**good**");
        }

        log.Dispose();
        JsonElement[] events = EventReader.Read(log.File!);

        Assert.Matches(@"events\.out\.tfevents\.\d{10}\.carousel$", log.File);
        Assert.Equal("brain.Event:2", events[0].GetProperty("file_version").GetString());
        Assert.Equal((0, 1), (events[1].GetProperty("step").GetInt64(), events[1].GetProperty("session").GetInt32()));
        Assert.Equal(
            seen.Losses.Select((loss, i) => (i + 1L, (double)(float)loss)), EventReader.Scalars(events, "step/loss"));
        Assert.Equal(
            seen.Norms.Select((norm, i) => (i + 1L, (double)(float)norm)),
            EventReader.Scalars(events, "step/gradient_norm"));
        Assert.Equal(
            seen.Epochs.Select(epoch => (epoch.Step, (double)(float)epoch.Score!)),
            EventReader.Scalars(events, "epoch/validation_loss"));
        Assert.Equal(
            seen.Epochs.Select(epoch => (epoch.Step, (double)(float)epoch.TrainingLoss)),
            EventReader.Scalars(events, "epoch/training_loss"));
        Assert.Equal([(seen.Losses.Count, 2.5)], EventReader.Scalars(events, "metrics/perplexity"));
        Assert.Empty(EventReader.Values(events, "metrics/unknown"));
        Assert.Equal("**good**", EventReader.Values(events, "result").Single().Value.GetProperty("text").GetString());

        string configuration = EventReader.Values(events, "configuration").Single().Value.GetProperty("text")
            .GetString()!;
        Assert.Contains("| text | whale \\| fish |", configuration, StringComparison.Ordinal);
        JsonElement settings = EventReader.Values(events, "_hparams_/session_start_info")
            .Single().Value.GetProperty("hparams");
        Assert.Equal(
            (8.0, "lstm"), (settings.GetProperty("hidden").GetDouble(), settings.GetProperty("cell").GetString()));
        Assert.Equal(
            1,
            EventReader.Values(events, "_hparams_/session_end_info").Single().Value.GetProperty("hparams")
                .GetProperty("status").GetInt32());
    }

    [Fact]
    public async Task Histograms_AreOfOneFixedBatchAndOfEveryParameter()
    {
        EventReader.RequirePython();
        using TensorBoardLog log = Log();
        using (IJobModel model = await FitAsync(log))
        {
            log.Dispose();
            JsonElement[] events = EventReader.Read(log.File!);
            string[] tags =
            [
                .. events.Where(e => e.TryGetProperty("values", out _))
                    .SelectMany(e => e.GetProperty("values").EnumerateObject().Select(p => p.Name)).Distinct(),
            ];
            string[] gates = [.. tags.Where(t => t.StartsWith("states/", StringComparison.Ordinal))];

            Assert.Equal(
                ["candidate", "cell", "forget_gate", "hidden", "input_gate", "output_gate"],
                gates.Select(t => t.Split('/')[^1]).Order(StringComparer.Ordinal));
            Assert.Equal(
                model.Networks.SelectMany(n => n.Parameters).Select(p => $"weights/{p.Name}")
                    .Order(StringComparer.Ordinal),
                tags.Where(t => t.StartsWith("weights/", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
            string gate = gates.Single(t => t.EndsWith("forget_gate", StringComparison.Ordinal));
            (long Step, JsonElement Value)[] shown = [.. EventReader.Values(events, gate)];

            // Before the first step and after each of two epochs, always over as many values.
            Assert.Equal(3, shown.Length);
            Assert.Equal(0, shown[0].Step);
            Assert.Single(shown.Select(s => s.Value.GetProperty("num").GetDouble()).Distinct());
            Assert.All(
                shown,
                s =>
                    Assert.Equal(
                        s.Value.GetProperty("num").GetDouble(),
                        s.Value.GetProperty("counts").EnumerateArray().Sum(c => c.GetDouble())));
            Assert.All(
                shown,
                s => Assert.InRange(s.Value.GetProperty("min").GetDouble(), 0, s.Value.GetProperty("max").GetDouble()));
            Assert.NotEqual(
                shown[0].Value.GetProperty("sum").GetDouble(), shown[^1].Value.GetProperty("sum").GetDouble());
            (long Step, double Open)[] open = EventReader.Scalars(
                events, gate.Replace("states/", "open/", StringComparison.Ordinal));
            Assert.Equal(3, open.Length);
            Assert.All(open, o => Assert.InRange(o.Open, 0, 1));
        }
    }

    [Fact]
    public async Task Model_HasTheSameBytes_WithTheLogAndWithout()
    {
        using (IJobModel plain = await FitAsync())
        {
            plain.Save(Path.Combine(_folder, "plain"));
        }

        using TensorBoardLog log = Log();
        using (IJobModel watched = await FitAsync(log))
        {
            watched.Save(Path.Combine(_folder, "watched"));
        }

        Assert.True(new FileInfo(log.File!).Length > 1000);
        Assert.Equal(
            File.ReadAllBytes(Path.Combine(_folder, "plain")), File.ReadAllBytes(Path.Combine(_folder, "watched")));
    }

    [Fact]
    public async Task Resume_GoesOnInANewFile_ThatVoidsWhatCameAfterTheCheckpoint()
    {
        EventReader.RequirePython();
        using var stop = new CancellationTokenSource();
        using TensorBoardLog first = Log();
        var run = new FitRun
        {
            Folder = _folder,
            Observers = [first, new Watched { AtStep = step => StopAt(step, 7) }],
        };
        using (await TinyModels.LanguagePlan().FitAsync(run, stop.Token))
        {
            first.Dispose();
        }

        using TensorBoardLog second = Log();
        using (await TinyModels.LanguagePlan()
            .FitAsync(
                new FitRun { Folder = _folder, Resume = true, Observers = [second] },
                TestContext.Current.CancellationToken))
        {
            second.Dispose();
        }

        JsonElement[] stopped = EventReader.Read(first.File!), resumed = EventReader.Read(second.File!);
        Assert.NotEqual(first.File, second.File);
        Assert.True(
            string.CompareOrdinal(first.File, second.File) < 0, "TensorBoard reads files in the order of their names.");
        Assert.Equal(
            2,
            EventReader.Values(stopped, "_hparams_/session_end_info").Single().Value.GetProperty("hparams")
                .GetProperty("status").GetInt32());
        Assert.Equal([1L, 2, 3, 4, 5, 6, 7], EventReader.Scalars(stopped, "step/loss").Select(s => s.Step));
        Assert.Equal((8, 1), (resumed[1].GetProperty("step").GetInt64(), resumed[1].GetProperty("session").GetInt32()));
        Assert.Equal(8, EventReader.Scalars(resumed, "step/loss")[0].Step);
        Assert.DoesNotContain(EventReader.Values(resumed, "weights/" + EventTag(resumed)), shown => shown.Step < 8);

        void StopAt(long step, long last)
        {
            if (step == last)
            {
                stop.Cancel();
            }
        }
    }

    [Fact]
    public async Task FullDisk_EndsTheLog_AndIsSaidOnce_WhileTheTrainingGoesOn()
    {
        var told = new List<string>();
        var disk = new FillingDisk();
        using TensorBoardLog log = new(_folder, new TensorBoardRun("carousel language", [], []))
        {
            Warn = told.Add,
            Create = (_, time, _) => new EventFile(disk, "board", time),
        };
        var seen = new Watched { AtStep = step => disk.IsFull |= step == 2 };
        using (IJobModel model = await FitAsync(log, seen))
        {
            Assert.Equal(Training.StopReason.Completed, model.Summary.Reason);
        }

        log.WriteResult(new Dictionary<string, double> { ["perplexity"] = 2.5 });
        log.OnStarted(new TrainingPlan());
        log.Dispose();

        Assert.True(seen.Losses.Count > 2);
        Assert.Equal(
            "The TensorBoard log ends here, the training continues: No space left on device", Assert.Single(told));
        Assert.Equal(told[0], log.Failure);
        Assert.Equal(1, disk.Refusals);
    }

    [Fact]
    public async Task FullDisk_AtTheBeginning_EndsTheTraining()
    {
        using TensorBoardLog log = new(_folder, new TensorBoardRun("carousel language", [], []))
        {
            Create = (_, time, _) => new EventFile(new FillingDisk { IsFull = true }, "board", time),
        };

        await Assert.ThrowsAsync<IOException>(() => FitAsync(log));
    }

    [Fact]
    public void Files_OfOneSecond_HaveNamesOfTheirOwn()
    {
        var time = new Stopped();
        using var first = EventFile.Create(_folder, time, 0);
        using var second = EventFile.Create(_folder, time, 0);
        using var third = EventFile.Create(_folder, time, 0);

        Assert.Equal(
            [first.Path, first.Path + ".001", first.Path + ".002"],
            Directory.GetFiles(_folder).Order(StringComparer.Ordinal));
        Assert.Equal(first.Path + ".002", third.Path);
    }

    [Fact]
    public void WriteResult_NeedsATraining() =>
        Assert.Throws<InvalidOperationException>(() => Log().WriteResult(new Dictionary<string, double>()));

    private static string EventTag(JsonElement[] events) => events.Where(e => e.TryGetProperty("values", out _))
        .SelectMany(e => e.GetProperty("values").EnumerateObject().Select(p => p.Name))
        .First(t => t.StartsWith("weights/", StringComparison.Ordinal))["weights/".Length..];

    private static async Task<IJobModel> FitAsync(params ITrainingObserver[] observers) =>
        (await TinyModels.LanguagePlan()
            .FitAsync(new FitRun { Observers = observers }, TestContext.Current.CancellationToken)).Model;

    private TensorBoardLog Log() => new(
        Path.Combine(_folder, "board"),
        new TensorBoardRun(
            "carousel language", [KeyValuePair.Create("text", "whale | fish")],
            [KeyValuePair.Create("hidden", "8"), KeyValuePair.Create("cell", "lstm")]));

    private sealed class Watched : ITrainingObserver
    {
        public List<double> Losses { get; } = [];

        public List<double> Norms { get; } = [];

        public List<Training.EpochRecord> Epochs { get; } = [];

        public Action<long>? AtStep { get; init; }

        public void OnStep(in StepReport report)
        {
            Losses.Add(report.Loss);
            Norms.Add(report.GradientNorm);
            AtStep?.Invoke(report.Step);
        }

        public void OnEpoch(in EpochReport report) => Epochs.Add(report.Record);
    }

    private sealed class Stopped : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch;
    }

    private sealed class FillingDisk : MemoryStream
    {
        public bool IsFull { get; set; }

        public int Refusals { get; private set; }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (IsFull)
            {
                Refusals++;
                throw new IOException("No space left on device");
            }

            base.Write(buffer);
        }
    }
}
