using System.Text.Json.Nodes;
using Carousel.Studio.Messages;

namespace Carousel.Studio.Data;

/// <summary>The jobs for data other than tables.</summary>
internal static class FileJobs
{
    /// <summary>The jobs, the best first.</summary>
    /// <param name="found">What was found.</param>
    /// <param name="path">Where the data are.</param>
    public static IReadOnlyList<Recommendation> Of(DataSet found, string path) => found.Kind switch
    {
        DataKinds.Sequences => [Job("classify", "Each sequence has a class.")],
        DataKinds.Tokens =>
        [
            Job(
                "tag", "Each token has a label.",
                new Question(
                    "causal", "Must it answer word by word?",
                    "Then each answer uses only the words so far; else the whole sentence, which is more accurate.",
                    "switch")
                {
                    Optional = true,
                }),
        ],
        DataKinds.Text =>
        [
            Job(
                "language", "It is running text.",
                new Question("units", "What is the text cut into?", "Characters need the least text.", "choice")
                {
                    Choices =
                    [
                        new("characters", "characters"), new("words", "words"), new("pieces", "pieces of words"),
                        new("bytes", "bytes"),
                    ],
                    Optional = true,
                }),
        ],
        DataKinds.Genome =>
        [
            Job("genome", "It is DNA or protein."),
            Job("language", "It can also be read residue by residue.") with
            {
                Options = new JsonObject { ["units"] = "residues" },
            },
        ],
        DataKinds.Sounds when Directory.Exists(path) => OfSounds(path),
        DataKinds.Pictures when Directory.Exists(path) =>
            [Job("video", "A folder of frames for each clip, or a folder of such folders for each action.")],
        DataKinds.Music => [Job("music", "It contains pieces of music.")],
        DataKinds.Strokes =>
        [
            Job(
                "write", "It contains pen strokes.",
                new Question("mode", "What is to be learned?", "Classes and symbols need labels.", "choice")
                {
                    Choices =
                    [
                        new("classify", "a class for each drawing"), new("recognise", "the symbols of each line"),
                        new("generate", "how a pen draws"),
                    ],
                    Optional = true,
                }),
        ],
        _ => [],
    };

    /// <summary>A job without anything that must be asked.</summary>
    /// <param name="job">The job.</param>
    /// <param name="reason">Why.</param>
    /// <param name="questions">What can be asked.</param>
    public static Recommendation Job(string job, string reason, params IReadOnlyList<Question> questions) =>
        new(job, reason, questions, []);

    private static Recommendation[] OfSounds(string path)
    {
        Recommendation classes = Job("classify", "A folder of recordings for each class.");
        Recommendation words = Job("transcribe", "A table has the transcript of each recording.");
        return Directory.EnumerateFiles(path, "*.tsv").Any() ? [words, classes] : [classes];
    }
}
