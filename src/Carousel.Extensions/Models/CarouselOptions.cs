namespace Carousel.Extensions.Models;

/// <summary>Which models an application has, by name. Bound from configuration or set in code.</summary>
public sealed class CarouselOptions
{
    /// <summary>Models by the names that the application calls them; letter case does not matter.</summary>
    public IDictionary<string, CarouselModelOptions> Models { get; } = new Dictionary<string, CarouselModelOptions>(
        StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Whether one instance of each model is loaded while the host starts: a missing or damaged file stops the start,
    /// and the first answer does not wait for loading.
    /// </summary>
    public bool LoadAtStart { get; set; }
}

/// <summary>One model of an application.</summary>
public sealed class CarouselModelOptions
{
    /// <summary>The model file, absolute or from the folder the application runs in.</summary>
    public string File { get; set; } = "";

    /// <summary>
    /// How many callers may use the model at the same time, 1 … 1,024: each has its own instance, loaded when it
    /// is first needed. Further callers wait.
    /// </summary>
    public int Instances { get; set; } = 1;

    /// <summary>
    /// How many threads an instance computes with, 0 … 256; 0 for as many as the machine has processors. Has no
    /// influence on the answers.
    /// </summary>
    public int Threads { get; set; } = 1;

    /// <summary>The tasks that the file may be for; empty for any.</summary>
    internal IReadOnlyList<string> Tasks { get; set; } = [];

    /// <summary>Whether the program added it by its builder: a second time is a mistake.</summary>
    internal bool IsAdded { get; set; }
}
