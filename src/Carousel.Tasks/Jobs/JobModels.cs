using Carousel.Storage;
using Carousel.Tasks.Anomalies.Channels;
using Carousel.Tasks.Anomalies.Events;
using Carousel.Tasks.Captioning;
using Carousel.Tasks.Classification;
using Carousel.Tasks.Forecasting;
using Carousel.Tasks.Genomes.Genes;
using Carousel.Tasks.Genomes.Labelling;
using Carousel.Tasks.Genomes.NextBase;
using Carousel.Tasks.Handwriting.Generation;
using Carousel.Tasks.Handwriting.Recognition;
using Carousel.Tasks.Language;
using Carousel.Tasks.Music;
using Carousel.Tasks.Networks;
using Carousel.Tasks.Speech;
using Carousel.Tasks.Survival;
using Carousel.Tasks.Tagging;
using Carousel.Tasks.Translation;
using Carousel.Tasks.Video.Actions;
using Carousel.Tasks.Video.NextFrames;

namespace Carousel.Tasks.Jobs;

/// <summary>Loads a model of any job: the file says which. A new job joins with a line here.</summary>
public static class JobModels
{
    private static readonly Dictionary<string, Func<string, int, IJobModel>> _loaders = new(StringComparer.Ordinal)
    {
        [ChannelPlan.TaskName] = ChannelModel.Load,
        [EventPlan.TaskName] = EventModel.Load,
        [Forecaster.TaskName] = Forecaster.Load,
        [Captioner.TaskName] = Captioner.Load,
        [Classifier.TaskName] = Classifier.Load,
        [Tagger.TaskName] = Tagger.Load,
        [Transcriber.TaskName] = Transcriber.Load,
        [Translator.TaskName] = Translator.Load,
        [MusicModel.TaskName] = MusicModel.Load,
        [SurvivalModel.TaskName] = SurvivalModel.Load,
        [LanguageFile.Task] = LanguageModel.Load,
        [GeneFinder.TaskName] = GeneFinder.Load,
        [LabelModel.TaskName] = LabelModel.Load,
        [NextBaseModel.TaskName] = NextBaseModel.Load,
        [RecogniserModel.TaskName] = RecogniserModel.Load,
        [PenModel.TaskName] = PenModel.Load,
        [ActionModel.TaskName] = ActionModel.Load,
        [FrameModel.TaskName] = FrameModel.Load,
        [NetworkModel.TaskName] = NetworkModel.Load,
    };

    /// <summary>The tasks whose models can be loaded.</summary>
    public static IReadOnlyCollection<string> Tasks => _loaders.Keys;

    /// <summary>Loads a model.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="threads">How many threads compute; 0 for as many as the machine has processors.</param>
    /// <returns>The model, owned by the caller.</returns>
    /// <exception cref="ModelFileException">Missing, damaged, or for a task that this release does not know.</exception>
    public static IJobModel Load(string path, int threads = 0)
    {
        string task = ModelFile.TaskOf(path);
        return _loaders.TryGetValue(task, out Func<string, int, IJobModel>? load)
            ? load(path, threads)
            : throw new ModelFileException($"{path}: this is a model for '{task}'; this release knows {string.Join(", ", _loaders.Keys)}.");
    }
}
