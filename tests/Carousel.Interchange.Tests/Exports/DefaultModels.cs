using Carousel.Captioning;
using Carousel.Chat;
using Carousel.Classification;
using Carousel.Forecasting;
using Carousel.Genomes;
using Carousel.Genomes.Genes;
using Carousel.Genomes.NextBase;
using Carousel.Genomes.Simulation;
using Carousel.Handwriting;
using Carousel.Interchange.Tests.Onnx.Writing;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Networks;
using Carousel.Jobs.Baselines;
using Carousel.Jobs.Tests.Captioning;
using Carousel.Language;
using Carousel.RemainingLife;
using Carousel.Survival;
using Carousel.Tagging;
using Carousel.Translation;
using Carousel.Video;

namespace Carousel.Interchange.Tests.Exports;

/// <summary>
/// Tiny models of every job with its default options, except for sizes and for a network that hardly learns, so that a
/// baseline inside has a share in the answers.
/// </summary>
internal static class DefaultModels
{
    private static readonly FitOptions _lazy =
        new() { Hidden = 4, Epochs = 1, Threads = 1, LearningRate = 1e-6, Batch = 8 };

    /// <summary>Each kind of model: what trains it without its baseline (empty for one without), and a tiny one, with
    /// it or without.</summary>
    public static IReadOnlyDictionary<string, (string Without, Func<bool, Task<IJobModel>> Make)> All { get; } =
        new Dictionary<string, (string, Func<bool, Task<IJobModel>>)>(StringComparer.Ordinal)
        {
            ["`forecast`"] = ("--baseline none", isDefault => TinyModels.ForecasterAsync(
                TinyModels.ForecastOptions() with
                {
                    Baseline = isDefault ? ForecastBaseline.Ridge : ForecastBaseline.None,
                    Fit = _lazy,
                }).ContinueWith(m => (IJobModel)m.Result, TaskScheduler.Default)),
            ["`anomaly`, channels"] = ("", async _ => await TinyModels.ChannelsAsync()),
            ["`anomaly`, a log of events"] = ("", async _ => await TinyGraphModels.EventsAsync()),
            ["`classify`, series"] = ("--baseline none", isDefault => FitAsync(ClassPlan.Make(
                TinyModels.Numbers(40), null, ClassOptions(isDefault)))),
            ["`classify`, texts"] = ("--baseline none", isDefault => FitAsync(ClassPlan.Make(
                Texts(), null, ClassOptions(isDefault)))),
            ["`tag`"] = ("--baseline none", async isDefault => await TinyGraphModels.TaggerAsync(
                TinyModels.WordsConll(), "words.conll",
                new TagOptions { WordSize = 6, CharacterHidden = 4, Baseline = Baseline(isDefault), Fit = _lazy })),
            ["`transcribe`"] = ("", async _ => await TinyGraphModels.TranscriberAsync(isCausal: false)),
            ["`translate`"] = ("", _ => FitAsync(Translation())),
            ["`chat`"] = ("", _ => FitAsync(Chat())),
            ["`caption`"] = ("", _ => Captions()),
            ["`language`"] = ("--baseline none", isDefault => FitAsync(LanguagePlan.Make(
                LanguageText.Of(TinyModels.Text, "whale.txt"),
                new LanguageOptions { Length = 16, Baseline = Baseline(isDefault), Fit = _lazy }))),
            ["`genome`, the next base"] = ("--markov none", isDefault => FitAsync(new NextBasePlan(
                GenomeSimulation.Make(SimulatedKind.Bacteria, 6000, seed: 3),
                new GenomeOptions { WeighsMarkov = isDefault, Fit = _lazy }))),
            ["`genome`, genes"] = ("--baseline none", isDefault => FitAsync(GenePlan.Make(
                GenomeSimulation.Make(SimulatedKind.Bacteria, 20_000, seed: 3),
                new GenomeOptions { Baseline = Baseline(isDefault), Fit = _lazy }))),
            ["`survive`"] = ("--baseline none", isDefault => FitAsync(CustomerSimulation.Plan(
                120, 4, new SurvivalOptions { Horizon = 4, Baseline = Baseline(isDefault), Fit = _lazy }))),
            ["`life`"] = ("--baseline none", isDefault => FitAsync(LifePlan.Make(
                WearSimulation.Make(8, 3, measurements: 3), null,
                new LifeOptions { Cap = 80, Ensemble = 1, Baseline = Baseline(isDefault), Fit = _lazy }))),
            ["`write`, classes"] = ("--baseline none", isDefault => FitAsync(RecognizerPlan.Make(
                DrawingSet.Make(MadeDigits.Make(8, 2, 5), new WriteOptions(), needsLabels: true),
                new WriteOptions { Mode = WriteMode.Classify, Baseline = Baseline(isDefault), Fit = _lazy }))),
            ["`write`, drawing"] = ("--baseline none", isDefault => FitAsync(PenPlan.Make(
                DrawingSet.Make(MadeDigits.Make(6, 1, 5), new WriteOptions(), needsLabels: false),
                new WriteOptions { Components = 3, Baseline = Baseline(isDefault), Fit = _lazy }))),
            ["`video`, actions"] = ("--baseline none", isDefault => FitAsync(ActionPlan.Make(
                ClipParts.Make(MadeClips.Figures(10, 2, 0, 1), new VideoOptions(), needsLabels: true),
                new VideoOptions { Baseline = Baseline(isDefault), Fit = _lazy }))),
            ["`video`, the next frame"] = ("--baseline none", isDefault => FitAsync(FramePlan.Make(
                ClipParts.Make(
                    MadeClips.MovingDigits(6, 3, 8, 1), new VideoOptions { Side = 8 }, needsLabels: false),
                new VideoOptions { Side = 8, Window = 4, Baseline = Baseline(isDefault), Fit = _lazy }))),
            ["`music`"] = ("--baseline none", isDefault => TinyGraphModels.MusicAsync(Baseline(isDefault), _lazy)),
            ["arrays (`SequenceModel`)"] = ("", _ => Task.FromResult<IJobModel>(Arrays())),
        };

    private static BaselineInside Baseline(bool isDefault) => isDefault ? BaselineInside.Auto : BaselineInside.None;

    private static ClassOptions ClassOptions(bool isDefault) => new()
    {
        Ensemble = 2,
        Baseline = isDefault ? ClassBaseline.Auto : ClassBaseline.None,
        Fit = _lazy,
    };

    internal static ClassData Texts()
    {
        var lines = new StringReader("label\ttext\n" + string.Concat(Enumerable.Range(0, 60).Select(
            i => $"{(i % 2 == 0 ? "good\ta fine" : "bad\ta poor")} film number {i % 7} of {i % 5}\n")));
        return Carousel.Classification.ClassReader.Read(lines, "films.tsv", new ClassReadOptions());
    }

    private static TranslationPlan Translation()
    {
        string[] words = ["ba", "de", "fi", "go", "ku"];
        var options = new TranslationOptions
        {
            Fit = _lazy,
            EmbeddingSize = 8,
            Pieces = 270,
            ValidationShare = 0.1,
            TestShare = 0.1,
        };
        SentencePair[] pairs =
        [
            .. Enumerable.Range(1, 60).Select(n => new SentencePair(
                $"{words[n % 5]} {words[n / 5 % 5]}", $"{words[n / 5 % 5]} {words[n % 5]}", n)),
        ];
        return TranslationPlan.Make(TranslationData.Divide("made", pairs, options), options);
    }

    private static ChatPlan Chat()
    {
        string file = Path.Combine(Directory.CreateTempSubdirectory("carousel").FullName, "dialogues.tsv");
        File.WriteAllText(file, string.Concat(
            Enumerable.Range(0, 40).Select(k => $"I am N{k}a.\tHello N{k}a.\nWho am I?\tYou are N{k}a.\n\n")));
        return ChatPlan.Read(file, new ChatOptions { Fit = _lazy });
    }

    private static async Task<IJobModel> Captions()
    {
        string folder = Directory.CreateTempSubdirectory("carousel").FullName;
        try
        {
            string table = TinyScenes.Write(folder, 30);
            CaptionOptions options = TinyScenes.Options(1);
            return await FitAsync(CaptionPlan.Make(CaptionData.Read(table, options), options));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static NetworkModel Arrays()
    {
        string file = Path.GetTempFileName();
        try
        {
            using (var model = SequenceModel.Train(new float[4, 3, 2], new float[4], new() { Epochs = 1 }))
            {
                model.Save(file);
            }

            return NetworkModel.Load(file, 1);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task<IJobModel> FitAsync(IJobPlan plan) =>
        (await plan.FitAsync(new FitRun(), TestContext.Current.CancellationToken)).Model;
}
