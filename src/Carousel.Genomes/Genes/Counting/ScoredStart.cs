namespace Carousel.Genomes.Genes;

/// <summary>A start codon of an open reading frame with its counted features.</summary>
/// <param name="Place">Its first base on the forward strand's count.</param>
/// <param name="Features">Distinguish it from the frame's other starts; see <see cref="FrameScan"/>.</param>
/// <param name="Coding">ln of how much likelier the codons after it are in a gene than anywhere.</param>
/// <param name="Other">The same of the best of the five other frames in these bases.</param>
internal readonly record struct ScoredStart(int Place, double[] Features, double Coding, double Other);
