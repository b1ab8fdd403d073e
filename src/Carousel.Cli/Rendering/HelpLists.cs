namespace Carousel.Cli.Rendering;

/// <summary>The order of the verbs, and the options and the second example on the first page of each verb's
/// help.</summary>
internal static class HelpLists
{
    // Title: verbs.
    private const string VerbGroups = """
        Start here: forecast anomaly classify studio
        Text and sound: language tag translate chat transcribe generate
        More sequences: survive life music write video caption genome
        Use a model: predict stream evaluate backtest describe inspect
        Export and serve: quantize export convert serve mcp
        Operate: tune work
        """;

    // Verb: options, an example. A verb without options here shows its first ones.
    private const string FirstPages = """
        forecast: target time id known horizon methods season baseline ensemble epochs seed out
        carousel forecast sales.csv --target revenue --horizon 28
        classify: label id text-column test baseline ensemble causal hidden epochs seed out
        carousel classify reviews.csv --label stars --out out/reviews
        anomaly: target time label rate learn events stream epochs seed out
        carousel anomaly machine.csv --target temperature --out out/machine
        tag: test validation causal baseline ensemble vectors hidden epochs seed out
        carousel tag train.conllu --test test.conllu --out out/tags
        transcribe: test validation join symbols causal beam hidden epochs seed out
        carousel transcribe talks/talks.tsv --out out/talks
        caption: test validation beam attention hidden epochs seed out
        carousel caption --epochs 2 --out out/scenes
        translate: test validation pieces beam hidden dropout learning-rate epochs seed out
        carousel translate pairs.tsv --out out/de
        chat: history test validation hidden dropout learning-rate epochs seed out
        carousel chat out/chat/model.safetensors
        music: baseline steps-per-quarter input-dropout recurrent-dropout hidden learning-rate epochs seed out
        carousel music midi --out out/midi
        survive: id time event leave period horizon baseline test-share epochs seed out
        carousel survive events.csv --leave cancel --period week
        life: id time test cap baseline ensemble hidden epochs seed out
        carousel life engines.csv --id engine --time hour
        language: units length baseline adapt cache sample validation-share hidden epochs seed out
        carousel language book.txt --out out/book
        write: mode test validation baseline hidden epochs seed out
        carousel write drawings.json --mode classify --out out/drawings
        video: mode poses side test baseline hidden epochs seed out
        carousel video clips --out out/clips
        genome: next-base genes labels self simulate reader baseline hidden epochs seed out
        carousel genome genome.gbk --out out/genes
        serve: port address models add-key keys store most-sessions steps-per-second certificate quiet
        carousel serve out
        predict:
        carousel predict out/sales/latest.safetensors newer.csv
        stream:
        carousel stream out/sales/model.safetensors --learn --out out/live
        evaluate:
        carousel evaluate out/reviews/model.safetensors newer.tsv
        backtest:
        carousel backtest out/sales/model.safetensors newer.csv --refit 4
        describe:
        carousel describe out/reviews/model.safetensors
        inspect:
        carousel inspect gradients out/flights/model.safetensors samples/us_flights_hourly.csv
        inspect attribute:
        carousel inspect attribute out/flights/model.safetensors samples/us_flights_hourly.csv
        inspect compare:
        carousel inspect compare out/steps/model.safetensors steps.csv --group condition
        inspect gradients:
        carousel inspect gradients out/flights/model.safetensors samples/us_flights_hourly.csv
        inspect novelty:
        carousel inspect novelty out/book/model.safetensors book.txt
        inspect probe:
        carousel inspect probe out/book/model.safetensors book.txt --property quotes
        inspect step:
        carousel inspect step out/flights/model.safetensors samples/us_flights_hourly.csv --at 0
        inspect traces:
        carousel inspect traces out/flights/model.safetensors samples/us_flights_hourly.csv
        quantize:
        carousel quantize out/reviews/model.safetensors --out out/small
        export:
        carousel export onnx out/flights/model.safetensors
        export c:
        carousel export c out/flights/model.safetensors
        export onnx:
        carousel export onnx out/reviews/model.safetensors --out out/onnx
        export web:
        carousel export web out/flights/model.safetensors
        convert:
        carousel convert model.pth model.safetensors
        generate:
        carousel generate out/book/model.safetensors --length 500
        tune:
        carousel tune classify reviews.tsv --trials 8
        work:
        carousel work --broker amqp://head --store Host=head
        studio:
        carousel studio --port 8091
        mcp:
        carousel mcp --folder sales --folder models
        """;

    /// <summary>The verbs under their titles.</summary>
    public static IEnumerable<(string Title, string[] Verbs)> Groups => VerbGroups.Split('\n')
        .Select(line => line.Split(": ")).Select(parts => (parts[0], parts[1].Split(' ')));

    /// <summary>The names of the options on the first page of a verb, and an example; null for a verb not
    /// listed.</summary>
    /// <param name="verb">The verb.</param>
    public static (string[] Options, string Example)? Find(string verb)
    {
        string[] lines = FirstPages.Split('\n');
        int line = Array.FindIndex(lines, l => l.StartsWith($"{verb}:", StringComparison.Ordinal));
        return line < 0 ? null
            : (lines[line][(verb.Length + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries), lines[line + 1]);
    }
}
