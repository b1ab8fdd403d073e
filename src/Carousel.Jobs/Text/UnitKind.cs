namespace Carousel.Jobs.Text;

/// <summary>What a text is cut into.</summary>
public enum UnitKind
{
    /// <summary>Code points of Unicode that the text has.</summary>
    Characters,

    /// <summary>The bytes of its UTF-8: any text can be read.</summary>
    Bytes,

    /// <summary>Words, punctuation marks and ends of lines; rare words are one unknown word.</summary>
    Words,

    /// <summary>Byte-pair pieces that are trained on the text: any text can be read.</summary>
    Pieces,

    /// <summary>Letters of the sequences of a FASTA file, and the ends of its entries.</summary>
    Residues,
}
