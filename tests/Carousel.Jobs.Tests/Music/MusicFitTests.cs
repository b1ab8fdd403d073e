using Carousel.Jobs.Fitting;
using Carousel.Jobs.Baselines;
using Carousel.Music;
using Carousel.Networks;
using Carousel.Storage;
using Carousel.Training;

namespace Carousel.Jobs.Tests.Music;

/// <summary>A fit is a function only of pieces and options; what was fitted is what is loaded.</summary>
public sealed class MusicFitTests
{
    private static readonly MusicPiece[] _pieces =
        [
            .. Enumerable.Range(0, 12)
                .Select(
                    p =>
                        new MusicPiece(
                            $"{p}",
                            [.. Enumerable.Range(0, 12 + p).Select(s => (int[])[50 + (s % 3), 60 + ((s + p) % 5)])])),
        ];

    private static readonly MusicSet _set = MusicSet.Divide("pieces", _pieces);

    [Theory]
    [InlineData(CellKind.Lstm)]
    [InlineData(CellKind.Gru)]
    public async Task ModelFile_IsTheSameForAnyNumberOfThreads(CellKind cell)
    {
        byte[] one = await BytesAsync(Options(cell, threads: 1));
        Assert.Equal(one, await BytesAsync(Options(cell, threads: 2)));
        Assert.NotEqual(one, await BytesAsync(Options(cell, threads: 1, seed: 2)));
    }

    [Fact]
    public async Task StoppedFit_GoesOnToTheSameFile()
    {
        MusicOptions options = Options(CellKind.Lstm, threads: 1);
        byte[] expected = await BytesAsync(options);
        string folder = Directory.CreateTempSubdirectory().FullName;
        var plan = MusicPlan.Make(_set, options);
        using (var stop = new CancellationTokenSource())
        {
            await stop.CancelAsync();
            using var stopped = (await plan.FitAsync(new FitRun { Folder = folder }, stop.Token)).Model;
            Assert.Equal(StopReason.Canceled, stopped.Summary.Reason);
        }

        using var resumed = (await plan.FitAsync(
            new FitRun { Folder = folder, Resume = true }, CancellationToken.None)).Model;
        Assert.Equal(expected, Bytes(resumed));
    }

    [Fact]
    public async Task LoadedModel_SaysWhatTheFittedOneSaid()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        var plan = MusicPlan.Make(_set, Options(CellKind.Lstm, threads: 1));
        using var fitted = (await plan.FitAsync(new FitRun(), cancellation)).Model;
        string path = Path.Combine(Directory.CreateTempSubdirectory().FullName, "m.safetensors");
        fitted.Save(path);
        using var loaded = (MusicModel)AllModels.Load(path, 1);

        Assert.Equal(
            fitted.Score(_set.Parts.Test, cancellation).Nats, loaded.Score(_set.Parts.Test, cancellation).Nats);
        Assert.Equal(fitted.Play(20, 1, 3, cancellation).Steps, loaded.Play(20, 1, 3, cancellation).Steps);
        Assert.Equal(fitted.Summary.BestScore, fitted.ScoreOfNetwork(_set.Parts.Validation, cancellation).Nats);
        Assert.NotNull(fitted.Inside);
        Assert.Equal(fitted.Inside.Alpha, loaded.Inside!.Alpha);
        Assert.Equal(fitted.Describe().Lines, loaded.Describe().Lines);
        Assert.Throws<NotPortableException>(() => ((IPortableModel)loaded).ToPortable());
        string file = Path.Combine(Directory.CreateTempSubdirectory().FullName, "a.csv");
        await File.WriteAllTextAsync(file, Csv(_set.Parts.Test[0]), cancellation);
        JobResult evaluated = loaded.Evaluate(JobInput.OfFile(file), cancellation);
        Assert.Equal(["carousel", "network", "last_step"], evaluated.Scores.Select(s => s.Name));
        Assert.Contains("; logistic on the last step needs ", evaluated.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FitWithoutARival_IsTheNetworksOwn_AndCanBeExported()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        var plan = MusicPlan.Make(
            _set, Options(CellKind.Lstm, threads: 1) with { Baseline = BaselineInside.None });
        using var fitted = (await plan.FitAsync(new FitRun(), cancellation)).Model;
        Assert.Null(fitted.Inside);
        Assert.NotNull(((IPortableModel)fitted).ToPortable());
        Assert.Equal(
            ["carousel", "last_step", "key_frequencies"],
            plan.Fitted(fitted).Measure("carousel music", cancellation).Scores.Select(s => s.Name));
    }

    [Fact]
    public void Baseline_AnswersAlone_WhereTheNetworkKnowsNothing_AndIsLeftWhereItKnowsAll()
    {
        LastStepLogistic regression =
            LastStepLogistic.Fit(_set.Parts.Training, _set.Parts.Validation, TestContext.Current.CancellationToken);
        IReadOnlyList<MusicPiece> pieces = _set.Parts.Training;
        float[][] blind = [.. pieces.Select(p => new float[p.Steps.Count * MusicPiece.Keys])];
        MusicBaseline? found = MusicBaseline.Choose(regression, blind, pieces);
        Assert.Equal(0, found!.Alpha);
        float[] logits = new float[MusicPiece.Keys], own = new float[MusicPiece.Keys];
        found.Join([50, 60], logits);
        regression.Guess([50, 60], own);
        Assert.Equal(own, logits);

        float[][] all = [.. pieces.Select(p => p.Steps.SelectMany(step => Enumerable
            .Range(MusicPiece.LowestPitch, MusicPiece.Keys).Select(k => step.Contains(k) ? 12f : -12f)).ToArray())];
        Assert.Null(MusicBaseline.Choose(regression, all, pieces));
    }

    [Fact]
    public async Task Network_IsBetterThanFrequencies_AndSeesNothingOfTheStepItForetells()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        var plan = MusicPlan.Make(_set, Options(CellKind.Lstm, threads: 1, epochs: 40));
        using var fitted = (await plan.FitAsync(new FitRun(), cancellation)).Model;
        JobResult result = plan.Fitted(fitted).Measure("carousel music", cancellation);
        Assert.Equal(["carousel", "network", "last_step", "key_frequencies"], result.Scores.Select(s => s.Name));
        (double network, double frequencies) = (result.Scores[1].Metrics["nats"], result.Scores[3].Metrics["nats"]);
        Assert.True(network < frequencies, $"{network} is not below {frequencies}.");

        // The last step affects only its loss, and an unpredictable one is expensive.
        MusicPiece piece = _set.Parts.Test[0];
        MusicPiece changed = piece with { Steps = [.. piece.Steps.SkipLast(1), [21, 22, 23, 24, 25]] };
        double before = Sum(fitted.Score([piece.Part(0, piece.Steps.Count - 1)], cancellation));
        Assert.Equal(before, Sum(fitted.Score([piece], cancellation)) - Last(piece), 4);
        Assert.Equal(before, Sum(fitted.Score([changed], cancellation)) - Last(changed), 4);

        double Last(MusicPiece one)
        {
            var last = new MusicScore();
            using var output = new StringWriter();
            string file = Path.Combine(Directory.CreateTempSubdirectory().FullName, "a.csv");
            File.WriteAllText(file, Csv(one.Part(0, one.Steps.Count - 1)));
            fitted.Predict(JobInput.OfFile(file), output, cancellation);
            Assert.StartsWith("piece,step,pitch,probability\n", output.ToString(), StringComparison.Ordinal);
            last.Add(fitted.Next(one.Part(0, one.Steps.Count - 1)), one.Steps[^1], isFirst: false);
            return last.Nats;
        }
    }

    private static string Csv(MusicPiece piece) => string.Concat(piece.Steps.Select(step =>
        $"{string.Join(',', MusicPiece.Pitches.Select(p => step.Contains(p) ? 1 : 0))}\n")
        .Prepend($"{string.Join(',', MusicPiece.Pitches)}\n"));

    [Fact]
    public void OriginOfAnOlderModel_HasNoCutAndNoBaseline()
    {
        MusicOrigin origin = System.Text.Json.JsonSerializer.Deserialize(
            """{"fingerprint":"x","pieces":1,"steps":2}""", MediaJson.Default.MusicOrigin)!;
        Assert.Null(origin.Cut);
        Assert.Null(origin.Alpha);
    }

    [Fact]
    public void RecurrentDropout_IsRefused_WhereTheCellHasNone() =>
        Assert.Equal(
            "--recurrent-dropout needs --cell lstm: the other cells have none.",
            Assert.Throws<OptionException>(
                () => MusicPlan.Make(_set, Options(CellKind.Gru, 1) with { RecurrentDropout = 0.2 })).OnCommandLine);

    [Fact]
    public async Task Load_RefusesInOneSentence_WhateverByteOfTheHeaderIsChanged()
    {
        byte[] good = await BytesAsync(Options(CellKind.Lstm, threads: 1));
        string path = Path.Combine(Directory.CreateTempSubdirectory().FullName, "m.safetensors");
        int header = (int)BitConverter.ToUInt64(good);
        for (int at = 8; at < 8 + header; at += 7)
        {
            byte[] changed = [.. good];
            changed[at] = (byte)'9';
            await File.WriteAllBytesAsync(path, changed, TestContext.Current.CancellationToken);
            Exception? caught = Record.Exception(() => MusicModel.Load(path, 1).Dispose());
            Assert.True(caught is null or ModelFileException, $"byte {at}: {caught}");
        }
    }

    private static double Sum(MusicScore score) => score.Nats * score.Steps;

    private static MusicOptions Options(CellKind cell, int threads, ulong seed = 1, int epochs = 3) =>
        new()
        {
            Fit = new FitOptions
            {
                Cell = cell,
                Dropout = 0.1,
                Hidden = 20,
                Batch = 1,
                Epochs = epochs,
                Threads = threads,
                Seed = seed,
            },
        };

    private static async Task<byte[]> BytesAsync(MusicOptions options)
    {
        using IJobModel model = (await MusicPlan.Make(_set, options)
            .FitAsync(new FitRun(), TestContext.Current.CancellationToken)).Model;
        return Bytes(model);
    }

    private static byte[] Bytes(IJobModel model)
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory().FullName, "m.safetensors");
        model.Save(path);
        return File.ReadAllBytes(path);
    }
}
