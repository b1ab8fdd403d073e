using Carousel.Tasks.Music;
using Carousel.Tasks.Tagging;

namespace Carousel.Cli.Commands;

/// <summary>The verbs that train. A new job joins with its text and a line of <see cref="VerbCatalogue"/>.</summary>
internal static class JobVerbs
{
    /// <summary><c>carousel tag</c>: learns a label for each token of a sentence, or each step of a sequence of numbers.</summary>
    public static VerbCommand Tag() => new DeclaredJobCommand<TagOptions>(
        new JobVerb(
            "tag", "Learn a label for each token or step: parts of speech, names, states.", "data.conll",
            "CoNLL-U, or a token a line with its label behind it and a blank line between sentences; or CSV with a label for each row of numbers. Without it: bundled sentences.",
            "samples/english_ewt.conll", "carousel tag samples/english_ewt.conll --epochs 2 --out out/ewt"),
        (file, options) => TagPlan.Make(TagData.Read(file, options), options));

    /// <summary><c>carousel music</c>: learns which keys sound next in pieces of music, measures itself on others, plays.</summary>
    public static VerbCommand Music() => new DeclaredJobCommand<MusicOptions>(
        new JobVerb(
            "music", "Learn which notes sound next in pieces of music, and play.", "music",
            "Pieces as JSON, a piano roll as CSV, a MIDI file or a folder of them. Without it: the bundled pieces.",
            "samples/four_part_rules.json", "carousel music samples/four_part_rules.json --hidden 64 --epochs 5 --out out/music")
        {
            Search =
            [
                "hidden=32..256", "learning-rate=1e-3..1e-2", "dropout=0.2..0.7", "input-dropout=0,0.1,0.2",
                "recurrent-dropout=0,0.2,0.4",
            ],
        },
        (file, options) => MusicPlan.Make(MusicReader.Read(file, options.StepsPerQuarter), options));
}
