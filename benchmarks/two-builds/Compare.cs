// Times two builds in one process, in turn and some milliseconds at a time, so that a busy machine slows both alike.
// usage: Compare OLD/Workload.dll NEW/Workload.dll [filter …]    each beside its Carousel.dll; see run.sh
using System.Diagnostics;
using System.Globalization;
using System.Runtime.Loader;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
const double Chunk = 0.005, WarmUp = 2, Rounds = 240, Least = 9;
double longest = double.Parse(Environment.GetEnvironmentVariable("SECONDS_EACH") ?? "20");
(string Name, int Inputs, int Units, int Batch, int Steps)[] layers =
    [("tiny", 8, 32, 32, 50), ("small", 32, 64, 32, 100), ("seed", 16, 128, 64, 100), ("mid", 256, 256, 64, 100),
    ("large", 512, 512, 64, 64), ("xl", 1024, 1024, 64, 32), ("long", 2, 64, 32, 1000)];
(string Name, int Inputs, int Units, int Batch, int Steps)[] streams =
    [("s32", 32, 32, 1, 1), ("s64", 64, 64, 1, 1), ("s128", 128, 128, 1, 1), ("s256", 256, 256, 1, 1),
    ("s512", 512, 512, 1, 1)];
var cases = from cell in (string[])["lstm", "gru", "elman", "peepholes"]
            from part in (string[])["forward", "training", "streaming"]
            from shape in part == "streaming" ? streams : layers
            from inBytes in cell != "elman" && part == "streaming" ? (bool[])[false, true] : [false]
            select (Name: $"{cell} {part} {shape.Name}{(inBytes ? " int8" : "")}", cell, part, shape, inBytes);
cases = cases.Concat(
    from loop in (string[])["language", "forecast"]
    select (Name: $"loop {loop}", cell: loop, part: "loop", shape: ("", 0, 0, 0, 0), inBytes: false));
Make[] builds = [Load(args[0]), Load(args[1])];
foreach (var one in cases.Where(c => args.Length == 2 || args[2..].Any(f => c.Name.Contains(f))))
{
    Func<string, int, ulong>?[] made =
    [
        .. builds.Select(make => make(
            one.cell, one.shape.Inputs, one.shape.Units, one.shape.Batch, one.shape.Steps, one.inBytes, threads: 1)),
    ];
    if (made is not [{ } first, { } second])
    {
        continue;
    }

    Func<string, int, ulong>[] run = [first, second];
    ulong[] bits = [.. run.Select(r => r(one.part, 0))];
    int calls = 1;
    for (var clock = Stopwatch.StartNew(); clock.Elapsed.TotalSeconds < WarmUp;)
    {
        double both = Time(run[0], one.part, calls) + Time(run[1], one.part, calls);
        calls = both < 2 * Chunk && calls < 1 << 20 ? 2 * calls : calls;
    }

    // The compiler's own thread has to come to its work too.
    Thread.Sleep(300);
    var ratios = new List<double>();
    var all = Stopwatch.StartNew();
    for (int round = 0; round < Rounds && (round < Least || all.Elapsed.TotalSeconds < longest); round++)
    {
        double[] seconds = new double[2];
        foreach (int i in round % 2 == 0 ? (int[])[0, 1] : [1, 0])
        {
            seconds[i] = Time(run[i], one.part, calls);
        }

        ratios.Add(seconds[0] / seconds[1]);
    }

    ratios.Sort();
    int quarter = ratios.Count / 4;
    Console.WriteLine(
        $"| {one.Name} | {ratios[2 * quarter]:F3} | {ratios[quarter]:F3} – {ratios[3 * quarter]:F3} | "
        + $"{(bits.Contains(0UL) ? "another program" : bits[0] == bits[1] ? "equal bits" : "OTHER BITS")} |");
}

static double Time(Func<string, int, ulong> run, string part, int calls)
{
    long start = Stopwatch.GetTimestamp();
    run(part, calls);
    return Stopwatch.GetElapsedTime(start).TotalSeconds;
}

static Make Load(string file)
{
    string path = Path.GetFullPath(file);
    var context = new AssemblyLoadContext(path);
    context.Resolving += (_, name) =>
        context.LoadFromAssemblyPath(Path.Combine(Path.GetDirectoryName(path)!, name.Name + ".dll"));
    return context.LoadFromAssemblyPath(path).GetType("Workload")!.GetMethod("Make")!.CreateDelegate<Make>();
}

internal delegate Func<string, int, ulong>? Make(
    string cell, int inputs, int units, int batch, int steps, bool inBytes, int threads);
