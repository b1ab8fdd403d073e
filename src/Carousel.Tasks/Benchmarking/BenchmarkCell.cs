namespace Carousel.Tasks.Benchmarking;

/// <summary>A recurrent layer that can be timed.</summary>
public enum BenchmarkCell
{
    /// <summary>Long short-term memory: four gates.</summary>
    Lstm,

    /// <summary>Gated recurrent unit: three gates.</summary>
    Gru,

    /// <summary>Simple recurrent network: one.</summary>
    Elman,
}
