using System.Globalization;
using Carousel.Jobs.Decoding;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Sound;
using Carousel.Jobs.Tests.Forecasting;
using Carousel.Networks;
using Carousel.Speech;
using Carousel.Tensors;

namespace Carousel.Jobs.Tests.Speech;

/// <summary>Small fits from recordings to words.</summary>
public sealed class TranscriberTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Transcriber_LearnsWords_AndSaysWhenTheyWereSaid()
    {
        SpeechPlan plan = TinySpeech.Plan(_folder.File("data"), TinySpeech.Options(epochs: 8));
        using var model = (await plan.FitAsync(new FitRun(), CancellationToken.None)).Model;
        JobResult result = plan.Fitted(model).Measure("carousel transcribe", CancellationToken.None);
        Assert.True(result.Scores[0].Metrics["wer"] < 0.15, result.Sentence);
        Assert.True(result.Scores[0].Metrics["wer"] < result.Scores[1].Metrics["wer"], result.Sentence);
        Assert.InRange(result.Scores[0].Metrics["word_end_ms"], 1, 200);
        Assert.Equal(["carousel", "most_frequent", "nearest", "nearest_told"], result.Scores.Select(s => s.Name));
        Assert.NotNull(result.Report);
        Assert.StartsWith(
            "file,truth,transcript,words\n", System.Text.Encoding.UTF8.GetString(result.Files[0].Content.Span),
            StringComparison.Ordinal);

        SpeechClip clip = new WordJoining(3, 3).Join(TinySpeech.Words(), 5, "test", 1);
        Transcription found = model.Transcribe([clip])[0];
        Assert.Equal(clip.Transcript, found.Text);
        Assert.All(
            found.Words,
            w => Assert.True(w.Start >= 0 && w.Start < w.End && w.End <= clip.Recording.Seconds + 0.06, $"{w}"));
        Assert.True(found.Words.Zip(found.Words.Skip(1)).All(p => p.First.End <= p.Second.Start));

        // Sound of zeros has no word, whatever its normalised features look like.
        SpeechClip silent = clip with { Recording = clip.Recording with { Samples = new float[8000] } };
        Assert.Equal(["", clip.Transcript], model.Transcribe([silent, clip]).Select(t => t.Text));
    }

    [Fact]
    public async Task TheModelFile_IsTheSameForAnyNumberOfThreads_AndHearsTheSame()
    {
        byte[]? expected = null;
        foreach (int threads in new[] { 1, 2 })
        {
            SpeechOptions options = TinySpeech.Options(epochs: 2);
            using var model = (await TinySpeech.Plan(
                _folder.File("data"), options with { Fit = options.Fit with { Threads = threads } })
                    .FitAsync(new FitRun(), CancellationToken.None)).Model;
            model.Save(_folder.File("model"));
            byte[] bytes = await File.ReadAllBytesAsync(_folder.File("model"), TestContext.Current.CancellationToken);
            expected ??= bytes;
            Assert.Equal(expected, bytes);
        }

        using var loaded = (Transcriber)AllModels.Load(_folder.File("model"), 1);
        using var once = Transcriber.Load(_folder.File("model"), 2);
        SpeechClip[] clips =
        [
            .. Enumerable.Range(0, 5).Select(n => new WordJoining(2, 4).Join(TinySpeech.Words(), 5, "test", (uint)n)),
        ];
        IReadOnlyList<Transcription> together = loaded.Transcribe(clips);
        for (int c = 0; c < clips.Length; c++)
        {
            Transcription alone = once.Transcribe([clips[c]])[0];
            Assert.Equal((together[c].Text, together[c].LogProbability), (alone.Text, alone.LogProbability));
        }

        Assert.NotEmpty(loaded.Describe().Lines);
    }

    [Fact]
    public async Task CausalModel_HearsAStreamAsTheWholeRecording()
    {
        SpeechPlan plan = TinySpeech.Plan(_folder.File("data"), TinySpeech.Options(epochs: 2, isCausal: true));
        using var model = (await plan.FitAsync(new FitRun(), CancellationToken.None)).Model;
        SpeechClip clip = new WordJoining(3, 3).Join(TinySpeech.Words(), 5, "test", 1);
        float[] whole = model.Scores([clip], CancellationToken.None)[0];

        using StreamingSession session = model.NewSession();
        var extractor = new SoundFeatureExtractor(model.Design.Features, clip.Recording.Rate);
        var beam = new CtcPrefixBeam(model.Symbols.Classes, model.Design.BeamWidth);
        float[] row = new float[extractor.Features], scores = new float[model.Symbols.Classes];
        var stream = new List<float>();
        foreach (float[] block in clip.Recording.Samples.Chunk(333))
        {
            extractor.Push(block);
            while (extractor.TryRead(row))
            {
                session.Step(row, scores);
                beam.Step(scores);
                stream.AddRange(scores);
            }
        }

        Assert.Equal(whole.Take(stream.Count), stream);
        Assert.True(whole.Length - stream.Count <= model.Symbols.Classes, "The end of the sound may fill a last row.");
        DecodedLabels heard = beam.Best();
        beam = new CtcPrefixBeam(model.Symbols.Classes, model.Design.BeamWidth);
        beam.Step(whole.AsSpan(0, stream.Count));
        Assert.Equal(heard.Labels, beam.Best().Labels);
        Assert.Throws<NotSupportedException>(() => NewBidirectional().NewSession());
    }

    [Fact]
    public async Task Evaluate_ShowsTheBaselinesOfTheFit_WithTheirFigures()
    {
        SpeechOptions options = TinySpeech.Options(epochs: 1);
        string table = TinySpeech.Write(_folder.File("data"));
        options = options with { TestGroups = [], Test = table };
        SpeechPlan plan = SpeechPlan.Make(SpeechData.Read(table, options), options);
        using var model = (await plan.FitAsync(new FitRun(), CancellationToken.None)).Model;
        JobResult fitted = plan.Fitted(model).Measure("carousel transcribe", CancellationToken.None);
        model.Save(_folder.File("model"));
        using var loaded = Transcriber.Load(_folder.File("model"), 1);
        loaded.Joining = options.Joining;
        JobResult evaluated = loaded.Evaluate(JobInput.OfFile(table), CancellationToken.None);
        Assert.Equal(
            ["carousel", "most_frequent", "nearest", "nearest_told"], evaluated.Scores.Select(s => s.Name));
        Assert.All(
            fitted.Scores.Zip(evaluated.Scores),
            pair => Assert.Equal(pair.First.Metrics["wer"], pair.Second.Metrics["wer"]));
        Assert.DoesNotContain(evaluated.Notes, n => n.Contains("nearest", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Tracts_AverageWhatIsHeard_AndAModelThatHearsWhatWas_RefusesThem()
    {
        SpeechPlan plan = TinySpeech.Plan(_folder.File("data"), TinySpeech.Options(epochs: 1) with { Strings = 10 });
        using var model = (await plan.FitAsync(new FitRun(), CancellationToken.None)).Model;
        Assert.Equal(5, model.Design.Tracts);
        SpeechClip clip = TinySpeech.Words()[1];
        float[] five = model.Scores([clip], CancellationToken.None)[0];
        model.Decode(new SpeechDecoding { Tracts = 1 });
        float[] one = model.Scores([clip], CancellationToken.None)[0];
        Assert.Equal(one.Length, five.Length);
        Assert.NotEqual(one, five);
        Assert.All(five, value => Assert.True(float.IsFinite(value)));

        SpeechOptions causal = TinySpeech.Options(isCausal: true);
        Assert.Equal(1, TinySpeech.Plan(_folder.File("causal"), causal).Design.Tracts);
        Assert.Throws<OptionException>(() => TinySpeech.Plan(
            _folder.File("causal"), causal with { Decoding = new SpeechDecoding { Tracts = 3 } }));
    }

    [Fact]
    public void Singles_AreRecordingsAsTheyAre_TheSameInEachRun()
    {
        SpeechPlan plan = TinySpeech.Plan(_folder.File("data"), TinySpeech.Options());
        IReadOnlyList<SpeechClip> clips = plan.Data.Parts.Training;
        int longest = clips.Max(c => SoundFeatures.Of(c.Recording, plan.Design.Features).Length);
        float[][] all = Epoch(1), again = Epoch(1), none = Epoch(0);
        Assert.All(all, rows => Assert.True(rows.Length <= longest));
        Assert.Equal(all, again);
        Assert.Contains(none, rows => rows.Length > longest);

        float[][] Epoch(double singles)
        {
            using var workers = new Workers(singles > 0 ? 2 : 1);
            var examples = new SpeechExamples(
                clips, new WordJoining(2, 3), 12, SpeechSymbols.Of(["lo mi hi"], SymbolKind.Words), workers, 4, 7)
            {
                Features = plan.Design.Features,
                Sound = new SoundVariation(0, 0, 0, 0),
                Masking = plan.Options.Sound.Masking(plan.Design.Features) with { BandMasks = 0, TimeMasks = 0 },
                Singles = singles,
            };
            return [
                .. Enumerable.Range(0, examples.Count)
                    .SelectMany(b => examples.Of(0, b).ToArray().Select(place => examples[place].Rows)),
            ];
        }
    }

    [Fact]
    public async Task Letters_AreHeardOneByOne_AndWordsAreJoinedFromThem()
    {
        SpeechOptions options = TinySpeech.Options(epochs: 1) with { Symbols = SymbolKind.Letters, Stack = 2 };
        SpeechPlan plan = TinySpeech.Plan(_folder.File("data"), options);
        using var model = (await plan.FitAsync(new FitRun(), CancellationToken.None)).Model;
        Assert.Equal(" hilmo", string.Concat(model.Symbols.Vocabulary.Entries));
    }

    [Fact]
    public async Task Predict_WritesALineForEachRecording_AndInspectOpensThem()
    {
        string table = TinySpeech.Write(_folder.File("data"));
        SpeechOptions options = TinySpeech.Options(epochs: 1) with { Join = null, Strings = null, Singles = null };
        using var model = (await SpeechPlan.Make(SpeechData.Read(table, options), options)
            .FitAsync(new FitRun(), CancellationToken.None)).Model;
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        model.Predict(JobInput.OfFile(_folder.File("data/lo_0.wav")), output, CancellationToken.None);
        Assert.StartsWith(
            $"file,transcript,words\n{_folder.File("data/lo_0.wav")},", output.ToString(), StringComparison.Ordinal);
        Assert.Equal(
            24,
            model.Evaluate(JobInput.OfFile(table), CancellationToken.None).Facts[0].Fact is { } fact
                ? int.Parse(fact.Split(' ')[0], CultureInfo.InvariantCulture)
                : 0);

        IInspectedModel inspected = model.Inspect();
        InspectedSequence sequence = inspected.Read(JobInput.OfFile(table), CancellationToken.None)[0];
        Assert.Equal(sequence.Steps * inspected.Reader.InputSize, sequence.Input.Length);
    }

    private Transcriber NewBidirectional() =>
        (Transcriber)TinySpeech.Plan(_folder.File("other"), TinySpeech.Options(epochs: 1) with { Strings = 10 })
            .FitAsync(new FitRun(), CancellationToken.None).GetAwaiter().GetResult().Model;
}
